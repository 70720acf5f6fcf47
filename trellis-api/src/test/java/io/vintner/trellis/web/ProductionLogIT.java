package io.vintner.trellis.web;

import static io.restassured.RestAssured.given;
import static io.vintner.trellis.testing.TestTendril.chunk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import io.vintner.postgres.LocalPostgres;
import io.vintner.postgres.ReservedPort;
import io.vintner.trellis.testing.TestKeys;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import io.vintner.trellis.testing.Tokens;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as it is shipped, in production, with its log as machines read it. */
class ProductionLogIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final TestUser ada = TestUser.create();
    private final String bearer =
            Tokens.signed(
                    Tokens.FOREIGN_SECRET,
                    Tokens.claims(ada.id().toString(), "authenticated", Duration.ofHours(1)));
    private final int port = ReservedPort.take();
    private final int portBefore = RestAssured.port;

    @TempDir Path folder;

    private LocalPostgres postgres;
    private Process service;

    @BeforeEach
    void start() throws IOException {
        postgres = LocalPostgres.startTemporary();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder =
                new ProcessBuilder(
                                java,
                                "-XX:TieredStopAtLevel=1",
                                "-jar",
                                "target/quarkus-app/quarkus-run.jar")
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.to(log().toFile()));
        builder.environment()
                .putAll(
                        Map.of(
                                "VINTNER_TRELLIS_PORT", String.valueOf(port),
                                "VINTNER_TRELLIS_JSON_LOGS", "true",
                                "VINTNER_TRELLIS_DATABASE_URL", postgres.url(),
                                "VINTNER_TRELLIS_DATABASE_PASSWORD", "vintner_api",
                                "VINTNER_TRELLIS_SCHEMA_PASSWORD", "vintner_owner",
                                "VINTNER_TRELLIS_TOKEN_JWT_SECRET", Tokens.FOREIGN_SECRET,
                                "VINTNER_TRELLIS_ENCRYPTION_KEYS", TestKeys.NEW_THEN_OLD,
                                "VINTNER_TRELLIS_JOBS_AGENT_LOST_AFTER", "1s",
                                "VINTNER_TRELLIS_UPKEEP_EVERY", "250ms",
                                "VINTNER_TRELLIS_UPKEEP_CALM", "0s"));
        service = builder.start();
        RestAssured.port = port;
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(ConnectException.class)
                .until(() -> given().get("/q/health/ready").statusCode() == 200);
    }

    @AfterEach
    void stop() {
        RestAssured.port = portBefore;
        service.destroyForcibly().onExit().join();
        postgres.close();
    }

    @Test
    void everyLineAboutAJobNamesItItsTendrilAndItsLeaseAndNoLineTellsASecret() throws Exception {
        // Given
        Map<String, Object> wanted = TestUser.vine(vineyard(), "red");
        wanted.put(
                "variables",
                List.of(
                        Map.of(
                                "name", "password",
                                "kind", "terraform",
                                "secret", true,
                                "value", "hunter2-hunter2")));
        String vine = created("/api/vines", wanted, "id");
        String registration = created("/api/tendrils/registration-tokens", Map.of(), "token");
        TestTendril tendril = TestTendril.register(registration);

        // When
        created("/api/jobs", Map.of("vine_id", vine, "job_type", "PLAN"), "id");
        TestTendril.Lease plan = tendril.claimAndStart();
        TestTendril holder = TestTendril.holding(plan);
        holder.append(plan, List.of(chunk(1, "line"))).statusCode(200);
        holder.report(plan, "FAILED").statusCode(200);
        String wrong = "0".repeat(64);
        holder.ask()
                .body(Map.of("epoch", plan.epoch(), "last_seq", 1, "bytes", 4, "sha256", wrong))
                .post("/api/jobs/" + plan.job() + "/logs/seal")
                .then()
                .statusCode(200);
        String cancelled = created("/api/jobs", Map.of("vine_id", vine, "job_type", "PLAN"), "id");
        ask().post("/api/jobs/" + cancelled + "/cancel").then().statusCode(200);
        created("/api/jobs", Map.of("vine_id", vine, "job_type", "DEPLOY"), "id");
        TestTendril.Lease lost = tendril.claimAndStart();
        await().atMost(PATIENCE)
                .until(() -> ask().get("/api/jobs/" + lost.job()).path("status").equals("FAILED"));

        // Then
        List<JsonNode> lines = lines();
        assertThat(about(lines, plan.job()))
                .contains("job claimed", "job ended", "log differs from what its tendril has");
        assertThat(about(lines, lost.job())).contains("job claimed", "job ended");
        assertThat(about(lines, cancelled)).contains("job ended");
        for (JsonNode line : lines) {
            requireFields(line, plan.job(), tendril.id(), plan.epoch());
            requireFields(line, lost.job(), tendril.id(), lost.epoch());
            if (line.path("message").asText().contains(cancelled)) {
                assertThat(line.at("/mdc/jobId").asText()).isEqualTo(cancelled);
                assertThat(line.path("mdc").has("epoch")).as("%s", line).isFalse();
            }
        }
        assertThat(Files.readString(log()))
                .doesNotContain(
                        "hunter2-hunter2",
                        registration,
                        tendril.token(),
                        plan.token(),
                        lost.token(),
                        bearer,
                        Tokens.FOREIGN_SECRET);
    }

    private static void requireFields(JsonNode line, String job, String tendril, long epoch) {
        if (line.path("message").asText().contains(job)) {
            assertThat(line.at("/mdc/jobId").asText()).as("%s", line).isEqualTo(job);
            assertThat(line.at("/mdc/tendrilId").asText()).as("%s", line).isEqualTo(tendril);
            assertThat(line.at("/mdc/epoch").asText()).as("%s", line).isEqualTo("" + epoch);
        }
    }

    /** The beginnings of the messages that name the job. */
    private static Set<String> about(List<JsonNode> lines, String job) {
        Set<String> beginnings = new TreeSet<>();
        for (JsonNode line : lines) {
            String message = line.path("message").asText();
            if (message.contains(job)) {
                beginnings.add(message.substring(0, message.indexOf(',')));
            }
        }
        return beginnings;
    }

    private String vineyard() {
        return created("/api/vineyards", Map.of("name", "south"), "id");
    }

    private String created(String path, Map<String, Object> body, String field) {
        return ask().body(body).post(path).then().statusCode(201).extract().path(field);
    }

    private RequestSpecification ask() {
        return given().auth().oauth2(bearer).contentType("application/json");
    }

    private Path log() {
        return folder.resolve("service.log");
    }

    /** Without those of the Java machine itself. */
    private List<JsonNode> lines() throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(log())) {
            if (line.startsWith("{")) {
                lines.add(json.readTree(line));
            }
        }
        return lines;
    }
}
