package io.vintner.trellis.jobs;

import static io.restassured.RestAssured.given;
import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class LabelsIT {

    private static final Map<String, String> EU_LARGE = Map.of("zone", "eu", "size", "large");

    @Inject JobSweep sweep;

    private final TestUser ada = TestUser.create();
    private String vine;

    @BeforeEach
    void aVineAndNoTendrilOfThePlatform() {
        Database.run("update workers set status = 'OFFLINE' where user_id is null");
        vine = ada.createVine();
    }

    @Test
    void aJobIsHandedOnlyToATendrilThatHasAllItsLabels() {
        // Given
        TestTendril plain = ada.createTendril();
        TestTendril half = labelled(Map.of("zone", "eu", "size", "small"));
        TestTendril whole = labelled(Map.of("zone", "eu", "size", "large", "more", "x"));
        String job = job("PLAN", EU_LARGE).extract().path("id");

        // When
        plain.claimNothing();
        half.claimNothing();

        // Then
        assertThat(whole.claim().job()).isEqualTo(job);
        ada.ask()
                .get("/api/jobs/" + job)
                .then()
                .body("required_labels", equalTo(EU_LARGE))
                .body("waiting_reason", nullValue());
    }

    @Test
    void aJobThatAsksForNoLabelIsForEveryTendril() {
        // Given
        String job = ada.createJob(vine, "PLAN");

        // Then
        assertThat(labelled(EU_LARGE).claim().job()).isEqualTo(job);
    }

    @Test
    void labelsOfTheRegistrationHoldUntilAHeartbeatNamesOthers() {
        // Given
        TestTendril tendril = registered(Map.of("zone", "eu"));
        job("PLAN", Map.of("zone", "eu"));
        tendril.beat("ONLINE").statusCode(200);
        tendril.claim();
        job("PLAN", Map.of("zone", "eu"));

        // When
        beat(tendril, "ONLINE", Map.of("zone", "us")).statusCode(200);

        // Then
        tendril.claimNothing();
        ada.ask()
                .get("/api/workers/" + tendril.id())
                .then()
                .body("labels", equalTo(Map.of("zone", "us")));
    }

    @Test
    void aJobThatWaitsForOtherLabelsDoesNotHoldUpItsVine() {
        // Given
        job("DEPLOY", EU_LARGE);
        String younger = ada.createJob(vine, "DEPLOY");

        // Then
        assertThat(ada.createTendril().claim().job()).isEqualTo(younger);
    }

    @Test
    void aJobThatNobodyCanTakeSaysWhyUntilSomebodyCan() {
        // Given
        String job =
                job("PLAN", EU_LARGE)
                        .body("waiting_reason", equalTo("no Tendril is online"))
                        .extract()
                        .path("id");

        // When
        TestTendril tendril = ada.createTendril();
        says(job, "no Tendril that is online has the labels size=large, zone=eu");
        beat(tendril, "ONLINE", EU_LARGE);
        says(job, null);
        tendril.beat("DRAINING");

        // Then
        says(job, "no Tendril is online");
        tendril.beat("ONLINE");
        tendril.claim();
        ada.ask().get("/api/jobs/" + job).then().body("waiting_reason", nullValue());
    }

    @Test
    void aJobForOneTendrilSaysWhatThatOneLacks() {
        // Given
        TestTendril chosen = ada.createTendril();
        labelled(EU_LARGE);
        String job =
                ada.ask()
                        .body(
                                Map.of(
                                        "vine_id",
                                        vine,
                                        "job_type",
                                        "PLAN",
                                        "assigned_worker_id",
                                        chosen.id(),
                                        "required_labels",
                                        Map.of("zone", "eu")))
                        .post("/api/jobs")
                        .then()
                        .statusCode(201)
                        .body(
                                "waiting_reason",
                                equalTo("the chosen Tendril lacks the labels zone=eu"))
                        .extract()
                        .path("id");

        // When
        chosen.beat("OFFLINE");

        // Then
        says(job, "the chosen Tendril is not online");
    }

    @Test
    void aJobThatExpiresSaysWhyItWaited() {
        // Given
        String job = job("PLAN", Map.of("zone", "mars")).extract().path("id");
        Database.run(
                """
                update provision_jobs set created_at = now() - interval '25 h' where id = ?
                """,
                UUID.fromString(job));

        // When
        sweep.expire();

        // Then
        ada.ask()
                .get("/api/jobs/" + job)
                .then()
                .body("error_code", equalTo("QUEUE_EXPIRED"))
                .body(
                        "error_message",
                        equalTo("no Tendril took the job in time: no Tendril is online"))
                .body("waiting_reason", nullValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"\": \"x\"}",
                "{\"a\\u0000b\": \"x\"}",
                "{\"zone\": \"e\\u0000u\"}",
                "{\"zone\": null}",
            })
    void labelsThatCannotBeAreRefusedEverywhere(String labels) {
        // Given
        TestTendril tendril = ada.createTendril();

        // Then
        assertProblem(
                ada.ask()
                        .body(
                                """
                                {"vine_id": "%s", "job_type": "PLAN", "required_labels": %s}\
                                """
                                        .formatted(vine, labels))
                        .post("/api/jobs")
                        .then(),
                422,
                "invalid-field");
        assertProblem(
                tendril.ask()
                        .body("{\"version\": \"1\", \"labels\": %s}".formatted(labels))
                        .post("/api/workers/heartbeat")
                        .then(),
                422,
                "invalid-field");
    }

    @Test
    void anIdempotencyKeyStandsForItsLabelsToo() {
        // Given
        String body = "{\"vine_id\": \"%s\", \"job_type\": \"PLAN\", \"required_labels\": %s}";
        String eu = body.formatted(vine, "{\"zone\": \"eu\"}");
        String us = body.formatted(vine, "{\"zone\": \"us\"}");
        String job = once(eu).statusCode(201).extract().path("id");

        // Then
        once(eu).statusCode(201).body("id", equalTo(job));
        assertProblem(once(us), 422, "idempotency-key-reused");
    }

    private ValidatableResponse once(String body) {
        return ada.ask().header("Idempotency-Key", "k").body(body).post("/api/jobs").then();
    }

    private void says(String job, String reason) {
        sweep.tellWaits();
        assertThat(ada.job(job).getString("waiting_reason")).isEqualTo(reason);
    }

    private ValidatableResponse job(String type, Map<String, String> labels) {
        return ada.ask()
                .body(Map.of("vine_id", vine, "job_type", type, "required_labels", labels))
                .post("/api/jobs")
                .then()
                .statusCode(201);
    }

    private TestTendril labelled(Map<String, String> labels) {
        TestTendril tendril = ada.createTendril();
        beat(tendril, "ONLINE", labels).statusCode(200);
        return tendril;
    }

    private static ValidatableResponse beat(
            TestTendril tendril, String status, Map<String, String> labels) {
        return tendril.ask()
                .body(Map.of("status", status, "version", "1.0", "labels", labels))
                .post("/api/workers/heartbeat")
                .then();
    }

    private TestTendril registered(Map<String, String> labels) {
        String token =
                ada.ask()
                        .body(Map.of())
                        .post("/api/tendrils/registration-tokens")
                        .then()
                        .extract()
                        .path("token");
        var registered =
                given().contentType("application/json")
                        .body(
                                Map.of(
                                        "registration_token",
                                        token,
                                        "name",
                                        "cellar",
                                        "version",
                                        "1.0",
                                        "labels",
                                        labels))
                        .post("/api/tendrils/register")
                        .then()
                        .statusCode(201)
                        .extract()
                        .jsonPath();
        return new TestTendril(registered.getString("id"), registered.getString("token"));
    }
}
