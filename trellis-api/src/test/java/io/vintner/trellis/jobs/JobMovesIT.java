package io.vintner.trellis.jobs;

import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class JobMovesIT {

    private final TestUser ada = TestUser.create();

    @Test
    void aStatusThatDoesNotFollowIsRefusedWithThePresentOne() {
        // Given
        TestTendril tendril = ada.createTendril();
        ada.createJob(ada.createVine(), "PLAN");
        TestTendril.Lease lease = tendril.claim();

        // Then
        assertProblem(tendril.report(lease, "SUCCESS"), 409, "illegal-transition")
                .body("present", equalTo("CLAIMED"));
        tendril.report(lease, "PROCESSING").statusCode(200);
        assertProblem(tendril.report(lease, "QUEUED"), 409, "illegal-transition");
        assertProblem(tendril.report(lease, "CLAIMED"), 422, "invalid-field");
        tendril.report(lease, "FAILED").statusCode(200);
        for (String later : List.of("SUCCESS", "PROCESSING", "CANCELLED", "QUEUED")) {
            assertProblem(tendril.report(lease, later), 409, "illegal-transition");
        }
        assertThat(ada.job(lease.job()).getString("status")).isEqualTo("FAILED");
    }

    @Test
    void theSameReportAgainChangesNothing() {
        // Given
        TestTendril tendril = ada.createTendril();
        ada.createJob(ada.createVine(), "PLAN");
        TestTendril.Lease lease = tendril.claimAndStart();
        int version = tendril.report(lease, "SUCCESS").extract().path("version");

        // When
        int again = tendril.report(lease, "SUCCESS").statusCode(200).extract().path("version");

        // Then
        assertThat(again).isEqualTo(version);
    }

    @Test
    void anotherEpochChangesNothing() {
        // Given
        TestTendril tendril = ada.createTendril();
        ada.createJob(ada.createVine(), "PLAN");
        TestTendril.Lease lease = tendril.claim();
        var older = new TestTendril.Lease(lease.job(), lease.epoch() - 1, lease.answer());

        // Then
        assertProblem(tendril.report(older, "PROCESSING"), 409, "lease-lost");
        assertProblem(tendril.append(older, List.of(TestTendril.chunk(1, "x"))), 409, "lease-lost");
        assertThat(ada.job(lease.job()).getString("status")).isEqualTo("CLAIMED");
    }

    @Test
    void anUnknownJobIsNotFound() {
        // Given
        TestTendril tendril = ada.createTendril();
        var unknown = new TestTendril.Lease(UUID.randomUUID().toString(), 1, null);

        // Then
        assertProblem(tendril.report(unknown, "PROCESSING"), 404, "not-found");
        assertProblem(
                tendril.append(unknown, List.of(TestTendril.chunk(1, "x"))), 404, "not-found");
        assertProblem(ada.ask().get("/api/jobs/" + unknown.job()).then(), 404, "not-found");
        assertProblem(ada.ask().get("/api/jobs/no-uuid").then(), 404, "not-found");
    }

    @Test
    void aReleasedJobIsClaimedAgainUnderALaterEpoch() {
        // Given
        TestTendril tendril = ada.createTendril();
        String job = ada.createJob(ada.createVine(), "DEPLOY");
        TestTendril.Lease first = tendril.claim();
        tendril.report(first, "QUEUED").statusCode(200).body("worker_id", equalTo(null));

        // When
        TestTendril.Lease second = tendril.claim();

        // Then
        assertThat(second.job()).isEqualTo(job);
        assertThat(second.epoch()).isGreaterThan(first.epoch());
        assertThat(second.answer().getInt("job.attempt")).isEqualTo(1);
        assertProblem(tendril.report(first, "PROCESSING"), 409, "lease-lost");
    }

    @Test
    void aUserCancelsWhatHasNotStarted() {
        // Given
        TestTendril tendril = ada.createTendril();
        String vine = ada.createVine();
        String queued = ada.createJob(vine, "PLAN");
        cancel(queued).statusCode(200).body("status", equalTo("CANCELLED"));
        String claimed = ada.createJob(vine, "PLAN");
        TestTendril.Lease lease = tendril.claim();

        // When
        cancel(claimed).statusCode(200);

        // Then
        tendril.beat("ONLINE", lease).body("directives[0].directive", equalTo("CANCEL"));
        assertProblem(tendril.report(lease, "PROCESSING"), 409, "illegal-transition");
        assertProblem(cancel(claimed), 409, "illegal-transition");
    }

    @Test
    void aRunningJobIsAskedToEndAndForcedOnlyAfterThat() {
        // Given
        TestTendril tendril = ada.createTendril();
        String vine = ada.createVine();
        ada.createJob(vine, "DEPLOY");
        TestTendril.Lease running = tendril.claimAndStart();
        String job = running.job();
        assertProblem(cancel(job, "force"), 409, "illegal-transition");
        assertProblem(cancel(job, "maybe"), 422, "invalid-field");

        // When
        cancel(job).statusCode(200).body("status", equalTo("PROCESSING"));

        // Then
        tendril.beat("ONLINE", running).body("directives[0].directive", equalTo("CANCEL"));
        cancel(job, "force").statusCode(200);
        tendril.beat("ONLINE", running).body("directives[0].directive", equalTo("CANCEL_FORCE"));
        tendril.report(running, "CANCELLED").statusCode(200);
        assertThat(ada.job(job).getString("status")).isEqualTo("CANCELLED");
        assertThat(ada.vine(vine).getBoolean("reconcile")).isTrue();
        assertProblem(create(vine, "DEPLOY", "after"), 409, "vine-needs-reconcile");
    }

    @Test
    void aJobThatEndsGracefullyLeavesItsVineToTheNextOne() {
        // Given
        TestTendril tendril = ada.createTendril();
        String vine = ada.createVine();
        ada.createJob(vine, "DEPLOY");
        TestTendril.Lease running = tendril.claimAndStart();
        cancel(running.job()).statusCode(200);

        // When
        tendril.report(running, "CANCELLED").statusCode(200);

        // Then
        assertThat(ada.vine(vine).getBoolean("reconcile")).isFalse();
        ada.createJob(vine, "DEPLOY");
        assertThat(tendril.claim().epoch()).isGreaterThan(running.epoch());
    }

    @Test
    void onlyTheTypesThatExistAreQueued() {
        String vine = ada.createVine();
        assertProblem(create(vine, "DEPLOY_WORKER", "k1"), 422, "job-type-not-supported");
        assertProblem(create(vine, "PRUNE", "k2"), 400, "malformed-request");
        assertProblem(create(vine, "DESTROY", "k3"), 409, "vine-not-deployed");
        assertProblem(
                ada.ask()
                        .body(
                                Map.of(
                                        "vine_id",
                                        vine,
                                        "job_type",
                                        "DEPLOY",
                                        "plan_job_id",
                                        UUID.randomUUID()))
                        .post("/api/jobs")
                        .then(),
                409,
                "plan-not-available");
    }

    @Test
    void anIdempotencyKeyStandsForOneJob() {
        // Given
        String vine = ada.createVine();
        String job = create(vine, "PLAN", "once").statusCode(201).extract().path("id");

        // When
        String again = create(vine, "PLAN", "once").statusCode(201).extract().path("id");

        // Then
        assertThat(again).isEqualTo(job);
        assertProblem(create(vine, "DEPLOY", "once"), 422, "idempotency-key-reused");
        TestUser ben = TestUser.create();
        String bens = ben.createVine();
        ben.ask()
                .header("Idempotency-Key", "once")
                .body(Map.of("vine_id", bens, "job_type", "PLAN"))
                .post("/api/jobs")
                .then()
                .statusCode(201)
                .body("vine_id", equalTo(bens));
    }

    @Test
    void aFrozenConfigurationOutlivesEditsOfTheVine() {
        // Given
        String vine = ada.createVine();
        String before = ada.createJob(vine, "PLAN");
        String same = ada.createJob(vine, "PLAN");

        // When
        ada.ask()
                .body(Map.of("module", Map.of("files", Map.of("main.tf", "# other"))))
                .patch("/api/vines/" + vine)
                .then()
                .statusCode(200);
        String after = ada.createJob(vine, "PLAN");

        // Then
        assertThat(ada.createTendril().claim().answer().getMap("config_snapshot"))
                .isEqualTo(
                        Map.of(
                                "terraform_version", "1.11.4",
                                "module", Map.of("files", Map.of("main.tf", "# wine")),
                                "variables",
                                        List.of(
                                                Map.of(
                                                        "name", "greeting",
                                                        "value", "hello",
                                                        "kind", "terraform"))));
        String hash = ada.job(before).getString("config_hash");
        assertThat(ada.job(same).getString("config_hash")).isEqualTo(hash);
        assertThat(ada.job(after).getString("config_hash")).isNotEqualTo(hash);
    }

    private io.restassured.response.ValidatableResponse create(
            String vine, String type, String key) {
        return ada.ask()
                .header("Idempotency-Key", key)
                .body(Map.of("vine_id", vine, "job_type", type))
                .post("/api/jobs")
                .then();
    }

    private io.restassured.response.ValidatableResponse cancel(String job, String mode) {
        return ada.ask().post("/api/jobs/" + job + "/cancel?mode=" + mode).then();
    }

    private io.restassured.response.ValidatableResponse cancel(String job) {
        return ada.ask().post("/api/jobs/" + job + "/cancel").then();
    }
}
