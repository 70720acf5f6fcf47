package io.vintner.trellis.vines;

import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SecretVariablesIT {

    private static final String VALUE = "pinot-noir-1945";

    private final TestUser ada = TestUser.create();
    private String vine;

    @BeforeEach
    void aVineHasASecret() {
        vine = ada.createVine();
        change(plain("size"), secret("password", "terraform", VALUE)).statusCode(200);
    }

    @Test
    void aSecretIsNeverShownAgain() {
        ada.ask()
                .get("/api/vines/" + vine + "/module")
                .then()
                .body("variables.name", contains("size", "password"))
                .body("variables.secret", contains(false, true))
                .body("variables[1].value", nullValue());
        String job = ada.createJob(vine, "PLAN");
        ada.ask()
                .get("/api/jobs/" + job + "/details")
                .then()
                .statusCode(200)
                .body(not(Matchers.containsString(VALUE)))
                .body("config_snapshot.variables[1].secret", equalTo(true));
    }

    @Test
    void aSecretReachesTheTendrilWithTheClaimAndIsForgottenWhenTheJobEnds() {
        // Given
        TestTendril tendril = ada.createTendril();
        change(
                        secret("password", "terraform", VALUE),
                        secret("CLOUD_KEY", "environment", "merlot-1961"))
                .statusCode(200);
        ada.createJob(vine, "PLAN");

        // When
        TestTendril.Lease lease = tendril.claim();

        // Then
        List<Map<String, Object>> variables = lease.answer().getList("config_snapshot.variables");
        assertThat(variables)
                .containsExactly(
                        secret("password", "terraform", VALUE),
                        secret("CLOUD_KEY", "environment", "merlot-1961"));
        UUID job = UUID.fromString(lease.job());
        String kept = "select count(*) from job_secrets where job_id = ?";
        assertThat(Database.text(kept, job)).isEqualTo("1");
        tendril.report(lease, "PROCESSING");
        tendril.report(lease, "FAILED").statusCode(200);
        assertThat(Database.text(kept, job)).isEqualTo("0");
    }

    @Test
    void aJobHasTheSecretsOfTheTimeWhenItWasQueued() {
        // Given
        TestTendril tendril = ada.createTendril();
        ada.createJob(vine, "PLAN");
        change(secret("password", "terraform", "another-one")).statusCode(200);

        // When
        TestTendril.Lease lease = tendril.claim();

        // Then
        assertThat(lease.answer().getString("config_snapshot.variables[1].value")).isEqualTo(VALUE);
    }

    @Test
    void aSecretThatIsSentWithoutItsValueStaysAsItIs() {
        // Given
        String hash = hashOfAPlan();

        // When
        change(plain("size"), secret("password", "terraform", null)).statusCode(200);

        // Then
        assertThat(hashOfAPlan()).isEqualTo(hash);
        change(plain("size"), secret("password", "terraform", VALUE)).statusCode(200);
        assertThat(hashOfAPlan()).isNotEqualTo(hash);
        assertProblem(change(secret("other", "terraform", null)), 422, "invalid-field");
        change(plain("size")).statusCode(200);
        assertProblem(change(secret("password", "terraform", null)), 422, "invalid-field");
    }

    @Test
    void aSecretThatCouldNotBeMaskedIsRefusedByName() {
        assertProblem(change(secret("pin", "terraform", "12345")), 422, "secret-too-short")
                .body("name", equalTo("pin"))
                .body("kind", equalTo("terraform"))
                .body("detail", not(Matchers.containsString("12345")));
        change(secret("pin", "terraform", "123456")).statusCode(200);
    }

    @Test
    void noTableHoldsASecretInClear() {
        // Given
        TestTendril tendril = ada.createTendril();
        ada.createJob(vine, "PLAN");
        tendril.claim();

        // Then
        assertThat(
                        Database.text(
                                """
                                select string_agg(c.relname, ',')
                                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                                where n.nspname in ('public', 'vintner') and c.relkind = 'r'
                                  and query_to_xml(format('select * from %I.%I', nspname, relname),
                                    true, false, '')::text ~ ?
                                """,
                                VALUE
                                        + "|"
                                        + java.util.Base64.getEncoder()
                                                .encodeToString(
                                                        VALUE.getBytes(
                                                                java.nio.charset.StandardCharsets
                                                                        .UTF_8))))
                .isNull();
        assertThat(Database.text("select count(*) from vine_secrets")).isNotEqualTo("0");
    }

    private String hashOfAPlan() {
        return ada.job(ada.createJob(vine, "PLAN")).getString("config_hash");
    }

    private ValidatableResponse change(Object... variables) {
        return ada.ask()
                .body(Map.of("variables", List.of(variables)))
                .patch("/api/vines/" + vine)
                .then();
    }

    private static Map<String, Object> plain(String name) {
        return Map.of("name", name, "kind", "terraform", "value", "large");
    }

    private static Map<String, Object> secret(String name, String kind, String value) {
        Map<String, Object> variable = new HashMap<>();
        variable.put("name", name);
        variable.put("kind", kind);
        variable.put("secret", true);
        variable.put("value", value);
        return variable;
    }
}
