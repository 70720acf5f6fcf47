package io.vintner.trellis.encryption;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vintner.trellis.auth.Sha256;
import io.vintner.trellis.jobs.JobSweep;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.LogWatch;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import io.vintner.trellis.testing.Tokens;
import jakarta.inject.Inject;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * After jobs with secrets have ended, in whichever way, every column of every row of every table is
 * read, and all that the service has logged: no secret stands there, as text, in hex or in Base64.
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SecretsAtRestIT {

    @Inject JobSweep sweep;

    private final TestUser ada = TestUser.create();
    private final Map<String, String> secrets = new TreeMap<>();

    @Test
    void noTableAndNoLogHoldsASecretAfterItsJobsHaveEnded() {
        // Given
        String plain = "plain-" + UUID.randomUUID();
        try (LogWatch log = LogWatch.start("io.vintner")) {
            TestTendril tendril = register();
            String apiToken = ada.createToken("read", "state:read");
            secrets.put("a user's API token", apiToken);
            secrets.put("a user's JWT", Tokens.of(ada.id()));
            String vine = ada.createVine();
            change(vine, plain, secret("a secret that was replaced"), secret("a first key"));
            change(vine, plain, secret("a secret variable"), secret("a cloud credential"));

            // When
            TestTendril.Lease plan = planned(tendril, vine);
            deployed(tendril, vine, plan);
            refused(tendril, vine);
            cancelled(tendril, vine);
            lost(tendril, vine);

            // Then
            String dump = dump();
            assertThat(dump)
                    .as("the dump shows texts, and bytes in hex")
                    .contains(plain)
                    .contains(HexFormat.of().formatHex(Sha256.of(apiToken)));
            assertThat(log.text()).as("the log is watched").contains("job ended, jobId=");
            secrets.forEach((what, secret) ->
                    forms(secret)
                            .forEach((form, text) -> {
                                assertThat(dump.contains(text)).as("%s %s", what, form).isFalse();
                                assertThat(log.text().contains(text))
                                        .as("%s %s", what, form)
                                        .isFalse();
                            }));
        }
    }

    /** What is stored sealed can be read with the keys, and only so. */
    @Test
    void statesAndPlansAreSealedUnderANamedKey() {
        // Given
        TestTendril tendril = register();
        String vine = ada.createVine();
        change(vine, "plain", secret("a secret variable"), secret("a cloud credential"));

        // When
        TestTendril.Lease plan = planned(tendril, vine);
        deployed(tendril, vine, plan);

        // Then
        assertThat(
                        Database.text(
                                """
                                select string_agg(key_id, ' ') from (
                                  select key_id from tf_state_versions where vine_id = ?::uuid
                                  union all
                                  select key_id from plans where vine_id = ?::uuid) sealed
                                """,
                                vine,
                                vine))
                .isEqualTo("new new");
        ada.ask()
                .get("/api/state/" + vine)
                .then()
                .statusCode(200)
                .body("outputs.password.value", equalTo(secrets.get("an output in the state")));
    }

    private TestTendril register() {
        String registration =
                ada.ask()
                        .body(Map.of())
                        .post("/api/tendrils/registration-tokens")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("token");
        TestTendril first = TestTendril.register(registration);
        secrets.put("a registration token", registration);
        secrets.put("a Tendril's first token", first.token());
        String rotated =
                first.ask()
                        .post("/api/workers/token")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("token");
        secrets.put("a Tendril's next token", rotated);
        return new TestTendril(first.id(), rotated);
    }

    private TestTendril.Lease planned(TestTendril tendril, String vine) {
        ada.createJob(vine, "PLAN");
        TestTendril.Lease plan = tendril.claimAndStart();
        secrets.put("a job's token", plan.token());
        assertThat(plan.answer().getList("config_snapshot.variables.value"))
                .as("the Tendril gets the values")
                .contains(secrets.get("a secret variable"), secrets.get("a cloud credential"));
        byte[] artefact = ("PK plan with " + secret("a value in the plan")).getBytes(UTF_8);
        tendril.storePlan(plan, artefact, 0).statusCode(200);
        tendril.report(plan, "SUCCESS").statusCode(200);
        return plan;
    }

    private void deployed(TestTendril tendril, String vine, TestTendril.Lease plan) {
        ada.ask()
                .body(Map.of("vine_id", vine, "job_type", "DEPLOY", "plan_job_id", plan.job()))
                .post("/api/jobs")
                .then()
                .statusCode(201);
        TestTendril.Lease deploy = tendril.claimAndStart();
        tendril.push(deploy, vine, state(1)).statusCode(200);
        tendril.append(deploy, List.of(TestTendril.chunk(1, "password = ***\n"))).statusCode(200);
        tendril.report(deploy, "SUCCESS").statusCode(200);
        tendril.push(deploy, vine, state(2)).statusCode(409);
    }

    /** Whatever is wrong with a call, what it held is not logged. */
    private void refused(TestTendril tendril, String vine) {
        String body = "{\"variables\": [{\"value\": \"%s\"".formatted(secret("a broken body"));
        ada.ask().body(body).patch("/api/vines/" + vine).then().statusCode(400);
        ada.ask()
                .body(Map.of("name", List.of(secret("a value of a wrong type"))))
                .post("/api/vineyards")
                .then()
                .statusCode(400);
        new TestTendril(tendril.id(), secret("a wrong token")).beat("ONLINE").statusCode(401);
        ada.ask()
                .body("not a state " + secret("a broken state"))
                .post("/api/state/" + vine)
                .then()
                .statusCode(400);
    }

    private void cancelled(TestTendril tendril, String vine) {
        ada.createJob(vine, "PLAN");
        TestTendril.Lease claimed = tendril.claim();
        ada.ask().post("/api/jobs/" + claimed.job() + "/cancel").then().statusCode(200);
        tendril.report(claimed, "PROCESSING").statusCode(409);
    }

    private void lost(TestTendril tendril, String vine) {
        ada.createJob(vine, "DEPLOY");
        TestTendril.Lease lost = tendril.claimAndStart();
        tendril.push(lost, vine, state(3)).statusCode(200);
        Database.run(
                "update job_leases set seen_at = now() - interval '1 d' where job_id = ?::uuid",
                lost.job());
        assertThat(sweep.lapse()).isPositive();
        assertThat(ada.job(lost.job()).getString("error_code")).isEqualTo("AGENT_LOST");
        tendril.pushOrphan(lost, vine, state(4)).statusCode(200);
    }

    private ValidatableResponse change(String vine, String plain, String password, String key) {
        List<Map<String, Object>> variables =
                List.of(
                        Map.of("name", "size", "kind", "terraform", "value", plain),
                        Map.of(
                                "name",
                                "password",
                                "kind",
                                "terraform",
                                "secret",
                                true,
                                "value",
                                password),
                        Map.of(
                                "name",
                                "CLOUD_KEY",
                                "kind",
                                "environment",
                                "secret",
                                true,
                                "value",
                                key));
        return ada.ask()
                .body(Map.of("variables", variables))
                .patch("/api/vines/" + vine)
                .then()
                .statusCode(200)
                .body("version", greaterThan(1));
    }

    private String secret(String what) {
        return secrets.computeIfAbsent(what, _ -> "grapes/" + UUID.randomUUID());
    }

    private String state(int serial) {
        return """
        {"version": 4, "terraform_version": "1.11.4", "serial": %d, "lineage": "L",
         "outputs": {"password": {"value": "%s", "type": "string", "sensitive": true}},
         "resources": []}
        """
                .formatted(serial, secret("an output in the state"));
    }

    /** How a secret could stand somewhere. */
    private static Map<String, String> forms(String secret) {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("in clear", secret);
        forms.put("in hex", HexFormat.of().formatHex(secret.getBytes(UTF_8)));
        for (int shift = 0; shift < 3; shift++) {
            String text = "x".repeat(shift) + secret;
            String base64 = Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
            // Without the characters that depend on what stands before and behind.
            forms.put(
                    "in Base64, shifted by " + shift,
                    base64.substring(shift == 0 ? 0 : 4, base64.length() - 4));
        }
        return forms;
    }

    /** Every row of every table outside PostgreSQL's own schemas, as text. */
    private static String dump() {
        String tables =
                Database.text(
                        """
                        select string_agg(format('%I.%I', n.nspname, c.relname), ' ')
                        from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where c.relkind in ('r', 'p', 'm')
                          and n.nspname not in ('pg_catalog', 'information_schema')
                          and n.nspname not like 'pg_toast%'
                        """);
        StringBuilder dump = new StringBuilder();
        for (String table : tables.split(" ", -1)) {
            dump.append(table)
                    .append('\n')
                    .append(
                            Database.text(
                                    "select coalesce(string_agg(one::text, e'\\n'), '') from "
                                            + table
                                            + " one"))
                    .append('\n');
        }
        assertThat(dump).contains("public.job_secrets", "public.plans", "vintner.receipts");
        return dump.toString();
    }
}
