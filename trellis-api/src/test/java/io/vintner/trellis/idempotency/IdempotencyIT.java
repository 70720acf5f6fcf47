package io.vintner.trellis.idempotency;

import static io.restassured.RestAssured.given;
import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import io.vintner.trellis.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A call whose answer was lost is made again: it was done once, and is answered the same. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class IdempotencyIT {

    private static final String KEY = "Idempotency-Key";

    private final TestUser ada = TestUser.create();

    @Test
    void aVineyardIsMadeOnce() {
        // When
        String answer = twice(ada.ask(), "/api/vineyards", Map.of("name", "south"), 201);

        // Then
        assertThat(answer).contains("south");
        assertThat(count("vineyards", "user_id")).isEqualTo("1");
    }

    @Test
    void aVineIsMadeOnceWithItsSecrets() {
        // Given
        Map<String, Object> vine = TestUser.vine(ada.createVineyard("south"), "red");
        vine.put(
                "variables",
                List.of(
                        Map.of(
                                "name", "password",
                                "kind", "terraform",
                                "secret", true,
                                "value", "hunter2-hunter2")));

        // When
        String answer = twice(ada.ask(), "/api/vines", vine, 201);

        // Then
        assertThat(answer).doesNotContain("hunter2-hunter2");
        assertThat(count("vines", "user_id")).isEqualTo("1");
    }

    @Test
    void aJobIsQueuedCancelledAndRunAgainOnce() {
        // Given
        String vine = ada.createVine();

        // When
        twice(ada.ask(), "/api/jobs", Map.of("vine_id", vine, "job_type", "PLAN"), 201);
        String job = ada.ask().get("/api/jobs").path("items[0].id");
        twice(ada.ask(), "/api/jobs/" + job + "/cancel", null, 200);
        twice(ada.ask(), "/api/jobs/" + job + "/rerun", null, 201);

        // Then
        assertThat(count("provision_jobs", "user_id")).isEqualTo("2");
    }

    @Test
    void anApiTokenIsMadeOnceAndToldAgain() {
        // When
        String answer =
                twice(
                        ada.ask(),
                        "/api/tokens",
                        Map.of("name", "ci", "scopes", List.of("read", "state:write")),
                        201);

        // Then
        String token = JsonPath.from(answer).getString("token");
        assertThat(count("api_tokens", "user_id")).isEqualTo("1");
        given().auth().oauth2(token).get("/api/vines").then().statusCode(200);
        assertThat(
                        Database.text(
                                """
                                select string_agg(key_id || encode(content, 'escape'), '')
                                from idempotency_records where scope = ?
                                """,
                                "user " + ada.id()))
                .as("the answer is sealed")
                .startsWith("new")
                .doesNotContain(token)
                .doesNotContain("vtu_");
    }

    @Test
    void aTendrilIsRegisteredDrainedAndItsTokenReplacedOnce() {
        // Given
        String issued =
                twice(ada.ask(), "/api/tendrils/registration-tokens", Map.of("name", "c"), 201);
        Map<String, String> wish =
                Map.of(
                        "registration_token",
                        JsonPath.from(issued).getString("token"),
                        "name",
                        "cellar",
                        "version",
                        "1.0");

        // When
        String registered =
                twice(given().contentType("application/json"), "/api/tendrils/register", wish, 201);

        // Then
        var identity = JsonPath.from(registered);
        TestTendril tendril =
                new TestTendril(identity.getString("id"), identity.getString("token"));
        tendril.beat("ONLINE").statusCode(200);
        assertProblem(
                given().contentType("application/json")
                        .header(KEY, "another")
                        .body(wish)
                        .post("/api/tendrils/register")
                        .then(),
                410,
                "token-used");
        twice(tendril.ask(), "/api/workers/token", null, 201);
        twice(ada.ask(), "/api/workers/" + tendril.id() + "/token", Map.of(), 201);
        twice(ada.ask(), "/api/workers/" + tendril.id() + "/drain", null, 200);
        assertThat(
                        Database.text(
                                "select count(*) from worker_tokens where worker_id = ?",
                                UUID.fromString(tendril.id())))
                .as("its first one, its own rotation, its owner's")
                .isEqualTo("3");
    }

    @Test
    void aVineIsReconciledOnce() {
        // Given
        String vine = ada.createVine();
        Database.run("update vines set reconcile = true where id = ?::uuid", vine);

        // When
        String path = "/api/vines/" + vine + "/reconcile";
        String first = ada.ask().header(KEY, "r").post(path).then().extract().asString();
        Database.run("update vines set reconcile = true where id = ?::uuid", vine);
        String again =
                ada.ask().header(KEY, "r").post(path).then().statusCode(200).extract().asString();

        // Then
        assertThat(again).isEqualTo(first);
        assertThat(ada.vine(vine).getBoolean("reconcile")).as("not done again").isTrue();
    }

    @Test
    void aKeyIsItsCallersAndOfOneCallAlone() {
        // Given
        once(ada.ask(), "/api/vineyards", Map.of("name", "south")).statusCode(201);

        // Then
        assertProblem(
                once(ada.ask(), "/api/vineyards", Map.of("name", "north")),
                422,
                "idempotency-key-reused");
        assertProblem(
                once(ada.ask(), "/api/tokens", Map.of("name", "south", "scopes", List.of("read"))),
                422,
                "idempotency-key-reused");
        once(TestUser.create().ask(), "/api/vineyards", Map.of("name", "south")).statusCode(201);
        assertProblem(
                ada.ask()
                        .header(KEY, "k".repeat(201))
                        .body(Map.of("name", "north"))
                        .post("/api/vineyards")
                        .then(),
                422,
                "invalid-field");
    }

    @Test
    void anAdministratorsKeysAreItsOwn() {
        // Given
        String vine = ada.createVine();
        String job = ada.createJob(vine, "PLAN");

        // When
        twice(given().auth().oauth2(administrator()), "/api/jobs/" + job + "/cancel", null, 200);

        // Then
        assertThat(ada.job(job).getString("status")).isEqualTo("CANCELLED");
    }

    @Test
    void aRefusalIsNotKept() {
        // Given
        String kept = ada.createVineyard("south");
        assertProblem(
                once(ada.ask(), "/api/vineyards", Map.of("name", "south")), 409, "name-taken");

        // When
        ada.ask().delete("/api/vineyards/" + kept).then().statusCode(204);

        // Then
        once(ada.ask(), "/api/vineyards", Map.of("name", "south")).statusCode(201);
    }

    @Test
    void callsAtTheSameTimeWithOneKeyAreDoneOnce() throws Exception {
        // Given
        Callable<String> call =
                () ->
                        once(ada.ask(), "/api/vineyards", Map.of("name", "south"))
                                .statusCode(201)
                                .extract()
                                .asString();

        // When
        List<Future<String>> answers;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = executor.invokeAll(Stream.generate(() -> call).limit(8).toList());
        }

        // Then
        assertThat(answers.stream().map(Future::resultNow).distinct()).hasSize(1);
        assertThat(count("vineyards", "user_id")).isEqualTo("1");
    }

    private static String administrator() {
        return Tokens.signed(
                Tokens.SECRET, Tokens.claims("ops", "service_role", Duration.ofHours(1)));
    }

    private static ValidatableResponse once(
            RequestSpecification request, String path, Object body) {
        request.header(KEY, "key");
        return (body == null ? request : request.body(body)).post(path).then();
    }

    /** Makes the call twice under one key, and requires that both are answered the same. */
    private static String twice(
            RequestSpecification request, String path, Object body, int status) {
        request.header(KEY, "of " + path);
        RequestSpecification whole = body == null ? request : request.body(body);
        var first = whole.post(path).then().statusCode(status).extract();
        var second = whole.post(path).then().statusCode(status).extract();
        assertThat(second.asString()).isEqualTo(first.asString());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
        return first.asString();
    }

    private String count(String table, String owner) {
        return Database.text(
                "select count(*) from %s where %s = ?".formatted(table, owner), ada.id());
    }
}
