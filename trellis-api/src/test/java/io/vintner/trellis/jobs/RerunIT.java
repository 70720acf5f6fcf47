package io.vintner.trellis.jobs;

import static io.restassured.RestAssured.given;
import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class RerunIT {

    private final TestUser ada = TestUser.create();
    private TestTendril tendril;
    private String vine;

    @BeforeEach
    void aVineAndATendril() {
        tendril = ada.createTendril();
        vine = ada.createVine();
    }

    @Test
    void theSameIsQueuedAgainWithTheConfigurationOfToday() {
        // Given
        tendril.ask()
                .body(
                        Map.of(
                                "status", "ONLINE",
                                "version", "1.0",
                                "labels", Map.of("zone", "eu")))
                .post("/api/workers/heartbeat")
                .then()
                .statusCode(200);
        String job =
                create(
                        Map.of(
                                "job_type", "PLAN",
                                "assigned_worker_id", tendril.id(),
                                "required_labels", Map.of("zone", "eu")));
        tendril.report(tendril.claimAndStart(), "FAILED").statusCode(200);
        String before = ada.job(job).getString("config_hash");
        ada.ask()
                .body(Map.of("module", Map.of("files", Map.of("main.tf", "# older wine"))))
                .patch("/api/vines/" + vine)
                .then()
                .statusCode(200);

        // When
        String again =
                rerun(job)
                        .statusCode(201)
                        .header("Location", not(endsWith(job)))
                        .body("status", equalTo("QUEUED"))
                        .body("attempt", equalTo(1))
                        .body("job_type", equalTo("PLAN"))
                        .body("vine_id", equalTo(vine))
                        .body("assigned_worker_id", equalTo(tendril.id()))
                        .body("required_labels.zone", equalTo("eu"))
                        .body("worker_id", nullValue())
                        .body("error_message", nullValue())
                        .body("config_hash", not(equalTo(before)))
                        .extract()
                        .path("id");

        // Then
        assertThat(ada.job(job).getString("status")).isEqualTo("FAILED");
        ada.ask()
                .get("/api/jobs/" + again + "/details")
                .then()
                .body("config_snapshot.module.files.'main.tf'", equalTo("# older wine"))
                .body("events[0].kind", equalTo("queued"))
                .body("events[0].detail.rerun_of", equalTo(job));
        assertThat(tendril.claim().job()).isEqualTo(again);
    }

    @Test
    void aJobThatHasNotEndedIsNotRunAgain() {
        // Given
        String job = ada.createJob(vine, "PLAN");

        // Then
        refusedWhile(job, "QUEUED");
        TestTendril.Lease lease = tendril.claim();
        refusedWhile(job, "CLAIMED");
        tendril.report(lease, "PROCESSING").statusCode(200);
        refusedWhile(job, "PROCESSING");
        tendril.report(lease, "SUCCESS").statusCode(200);
        rerun(job).statusCode(201);
    }

    @Test
    void theSameKeyAnswersTheSameJob() {
        // Given
        String job = ada.createJob(vine, "PLAN");
        ada.ask().post("/api/jobs/" + job + "/cancel").then().statusCode(200);

        // When
        String first = withKey("again", job).statusCode(201).extract().path("id");
        String second = withKey("again", job).statusCode(201).extract().path("id");
        String third = withKey("once more", job).statusCode(201).extract().path("id");

        // Then
        assertThat(second).isEqualTo(first);
        assertThat(third).isNotEqualTo(first);
        assertProblem(
                ada.ask()
                        .header("Idempotency-Key", "again")
                        .body(Map.of("vine_id", vine, "job_type", "PLAN"))
                        .post("/api/jobs")
                        .then(),
                422,
                "idempotency-key-reused");
    }

    @Test
    void aPlanThatWasAppliedIsNotAppliedAgainAndOneThatWasNotIs() {
        // Given
        ada.createJob(vine, "PLAN");
        TestTendril.Lease plan = tendril.claimAndStart();
        tendril.storePlan(plan, "plan".getBytes(StandardCharsets.UTF_8), 0).statusCode(200);
        tendril.report(plan, "SUCCESS").statusCode(200);
        String cancelled = create(Map.of("job_type", "DEPLOY", "plan_job_id", plan.job()));
        ada.ask().post("/api/jobs/" + cancelled + "/cancel").then().statusCode(200);

        // When
        String deploy =
                rerun(cancelled)
                        .statusCode(201)
                        .body("plan_job_id", equalTo(plan.job()))
                        .body("unreviewed", equalTo(false))
                        .extract()
                        .path("id");
        tendril.report(tendril.claimAndStart(), "FAILED").statusCode(200);

        // Then
        assertProblem(rerun(deploy), 409, "plan-used").body("used_by", equalTo(deploy));
    }

    @Test
    void whatRefusesANewJobRefusesOneThatIsRunAgain() {
        // Given
        ada.createJob(vine, "DEPLOY");
        tendril.report(tendril.claimAndStart(), "SUCCESS").statusCode(200);
        String destroy = ada.createJob(vine, "DESTROY");
        tendril.report(tendril.claimAndStart(), "SUCCESS").statusCode(200);

        // Then
        assertProblem(rerun(destroy), 409, "vine-not-deployed");
    }

    @Test
    void anothersJobIsNotThere() {
        // Given
        String job = ada.createJob(vine, "PLAN");
        ada.ask().post("/api/jobs/" + job + "/cancel").then().statusCode(200);

        // Then
        assertProblem(
                TestUser.create().ask().post("/api/jobs/" + job + "/rerun").then(),
                404,
                "not-found");
        assertProblem(rerun(UUID.randomUUID().toString()), 404, "not-found");
        assertProblem(given().post("/api/jobs/" + job + "/rerun").then(), 401, "token-missing");
    }

    private String create(Map<String, Object> wanted) {
        Map<String, Object> body = new HashMap<>(wanted);
        body.put("vine_id", vine);
        return ada.ask().body(body).post("/api/jobs").then().statusCode(201).extract().path("id");
    }

    private void refusedWhile(String job, String status) {
        assertProblem(rerun(job), 409, "illegal-transition").body("present", equalTo(status));
    }

    private ValidatableResponse rerun(String job) {
        return ada.ask().post("/api/jobs/" + job + "/rerun").then();
    }

    private ValidatableResponse withKey(String key, String job) {
        return ada.ask().header("Idempotency-Key", key).post("/api/jobs/" + job + "/rerun").then();
    }
}
