package io.vintner.trellis.plans;

import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vintner.trellis.jobs.JobSweep;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PlansIT {

    private static final byte[] PLAN = "plan of grand-cru".getBytes(StandardCharsets.UTF_8);

    @Inject JobSweep sweep;

    private final TestUser ada = TestUser.create();
    private TestTendril tendril;
    private String vine;
    private TestTendril.Lease plan;

    @BeforeEach
    void aPlanRuns() {
        tendril = ada.createTendril();
        vine = ada.createVine();
        ada.createJob(vine, "PLAN");
        plan = tendril.claimAndStart();
    }

    @Test
    void theReviewedPlanIsWhatTheDeployGets() {
        // Given
        store(plan, PLAN, 0)
                .statusCode(200)
                .body("sha256", equalTo(hex(PLAN)))
                .body("bytes", equalTo(PLAN.length))
                .body("state_version", equalTo(0))
                .body("used_by", nullValue());
        tendril.report(plan, "SUCCESS");
        ada.ask()
                .get("/api/jobs/" + plan.job() + "/details")
                .then()
                .body("plan.sha256", equalTo(hex(PLAN)))
                .body("plan.expires_at", notNullValue());

        // When
        String job =
                deploy(Map.of("plan_sha256", hex(PLAN)))
                        .statusCode(201)
                        .body("plan_job_id", equalTo(plan.job()))
                        .body("unreviewed", equalTo(false))
                        .extract()
                        .path("id");

        // Then
        TestTendril.Lease lease = tendril.claimAndStart();
        assertThat(lease.job()).isEqualTo(job);
        assertThat(lease.answer().getString("plan.sha256")).isEqualTo(hex(PLAN));
        byte[] fetched =
                fetch(lease)
                        .statusCode(200)
                        .header("Content-Digest", digest(PLAN))
                        .header("X-State-Version", "0")
                        .extract()
                        .asByteArray();
        assertThat(fetched).isEqualTo(PLAN);
        assertThat(
                        Database.text(
                                "select position(?::bytea in content) from plans where used_by = ?",
                                PLAN,
                                UUID.fromString(job)))
                .isEqualTo("0");
    }

    @Test
    void aPlanIsAppliedOnce() {
        // Given
        reviewed(0);
        String first = deploy(Map.of()).statusCode(201).extract().path("id");

        // Then
        assertProblem(deploy(Map.of()), 409, "plan-used").body("used_by", equalTo(first));
        TestTendril.Lease lease = tendril.claimAndStart();
        tendril.report(lease, "FAILED");
        assertProblem(deploy(Map.of()), 409, "plan-used");
    }

    @Test
    void aPlanWhoseDeployNeverStartedMayBeAppliedByAnother() {
        // Given
        reviewed(0);
        String first = deploy(Map.of()).extract().path("id");

        // When
        ada.ask().post("/api/jobs/" + first + "/cancel").then().statusCode(200);

        // Then
        deploy(Map.of()).statusCode(201);
    }

    @Test
    void aPlanOfAnotherConfigurationIsRefused() {
        // Given
        reviewed(0);

        // When
        ada.ask()
                .body(Map.of("module", Map.of("files", Map.of("main.tf", "# other"))))
                .patch("/api/vines/" + vine);

        // Then
        assertProblem(deploy(Map.of()), 409, "plan-stale")
                .body("changed", equalTo("configuration"));
    }

    @Test
    void aPlanOfAnotherStateIsRefusedAndAQueuedOneIsNotHandedOut() {
        // Given
        reviewed(0);
        String queued = deploy(Map.of()).statusCode(201).extract().path("id");
        writeByHand(1);

        // When
        tendril.claimNothing();
        sweep.expire();

        // Then
        assertThat(ada.job(queued).getString("status")).isEqualTo("FAILED");
        assertThat(ada.job(queued).getString("error_code")).isEqualTo("PLAN_STALE");
        assertProblem(deploy(Map.of()), 409, "plan-stale").body("changed", equalTo("state"));
    }

    @Test
    void aPlanThatIsTooOldIsRefused() {
        // Given
        reviewed(0);
        age(plan.job(), "25 h");

        // Then
        assertProblem(deploy(Map.of()), 409, "plan-expired");
    }

    @Test
    void otherBytesThanThoseThatWereReviewedAreRefused() {
        // Given
        reviewed(0);

        // Then
        assertProblem(deploy(Map.of("plan_sha256", "00".repeat(32))), 409, "plan-stale")
                .body("changed", equalTo("plan"));
        assertProblem(deploy(Map.of("plan_sha256", "x")), 422, "invalid-field");
    }

    @Test
    void onlyASuccessfulPlanOfTheVineCanBeDeployed() {
        // Given
        store(plan, PLAN, 0);

        // Then
        assertProblem(deploy(Map.of()), 409, "plan-not-available");
        tendril.report(plan, "FAILED");
        assertProblem(deploy(Map.of()), 409, "plan-not-available");
        aPlanRuns();
        tendril.report(plan, "SUCCESS");
        assertProblem(deploy(Map.of()), 409, "plan-not-available");
        String other = vine;
        aPlanRuns();
        reviewed(0);
        vine = other;
        assertProblem(deploy(Map.of()), 409, "plan-not-available");
        assertProblem(
                TestUser.create()
                        .ask()
                        .body(
                                Map.of(
                                        "vine_id",
                                        vine,
                                        "job_type",
                                        "DEPLOY",
                                        "plan_job_id",
                                        plan.job()))
                        .post("/api/jobs")
                        .then(),
                404,
                "not-found");
        assertProblem(
                ada.ask()
                        .body(
                                Map.of(
                                        "vine_id",
                                        vine,
                                        "job_type",
                                        "DESTROY",
                                        "plan_job_id",
                                        plan.job()))
                        .post("/api/jobs")
                        .then(),
                422,
                "invalid-field");
    }

    @Test
    void anUploadIsCheckedAndDoneOnce() {
        assertProblem(
                tendril.ask()
                        .contentType("application/octet-stream")
                        .header("Content-Digest", digest(new byte[] {1}))
                        .body(PLAN)
                        .put(path(plan, "&state_version=0"))
                        .then(),
                400,
                "digest-mismatch");
        assertProblem(
                tendril.ask()
                        .contentType("application/octet-stream")
                        .body(PLAN)
                        .put(path(plan, "&state_version=0"))
                        .then(),
                400,
                "digest-mismatch");
        assertProblem(store(plan, PLAN, 1), 422, "invalid-field");
        store(plan, PLAN, 0).statusCode(200);
        store(plan, PLAN, 0).statusCode(200);
        assertProblem(store(plan, new byte[] {1}, 0), 409, "plan-exists");
        var older = new TestTendril.Lease(plan.job(), plan.epoch() - 1, plan.answer());
        assertProblem(store(older, PLAN, 0), 409, "lease-lost");
        assertProblem(fetch(plan), 409, "illegal-transition");
        tendril.report(plan, "SUCCESS");
        assertProblem(store(plan, PLAN, 0), 409, "illegal-transition");
    }

    @Test
    void aTendrilThatCouldOnlyPlanAgainGetsNoReviewedPlan() {
        // Given
        reviewed(0);
        String job = deploy(Map.of()).extract().path("id");

        // When
        tendril.ask().body(Map.of()).post("/api/jobs/claim").then().statusCode(204);

        // Then
        assertThat(tendril.claim().job()).isEqualTo(job);
    }

    @Test
    void aDeployWithoutAPlanHasNoneToFetch() {
        // Given
        tendril.report(plan, "SUCCESS");
        ada.createJob(vine, "DEPLOY");

        // When
        TestTendril.Lease lease = tendril.claimAndStart();

        // Then
        assertThat(lease.answer().getString("plan")).isNull();
        assertProblem(fetch(lease), 404, "not-found");
    }

    @Test
    void anOldArtefactIsForgotten() {
        // Given
        reviewed(0);
        age(plan.job(), "8 d");

        // When
        sweep.forgetPlans();

        // Then
        ada.ask().get("/api/jobs/" + plan.job() + "/details").then().body("plan", nullValue());
    }

    private void reviewed(long stateVersion) {
        store(plan, PLAN, stateVersion).statusCode(200);
        tendril.report(plan, "SUCCESS").statusCode(200);
    }

    private ValidatableResponse store(TestTendril.Lease lease, byte[] content, long stateVersion) {
        return tendril.storePlan(lease, content, stateVersion);
    }

    private ValidatableResponse fetch(TestTendril.Lease lease) {
        return tendril.fetchPlan(lease);
    }

    private static String path(TestTendril.Lease lease, String more) {
        return "/api/jobs/" + lease.job() + "/plan-artifact?epoch=" + lease.epoch() + more;
    }

    private ValidatableResponse deploy(Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(more);
        body.put("vine_id", vine);
        body.put("job_type", "DEPLOY");
        body.put("plan_job_id", plan.job());
        return ada.ask().body(body).post("/api/jobs").then();
    }

    private void writeByHand(long serial) {
        String path = "/api/state/" + vine;
        ada.ask().body("{\"ID\":\"mine\"}").request("LOCK", path).then().statusCode(200);
        ada.ask()
                .body("{\"version\": 4, \"serial\": %d, \"lineage\": \"L\"}".formatted(serial))
                .post(path + "?ID=mine")
                .then()
                .statusCode(200);
        ada.ask().body("{\"ID\":\"mine\"}").request("UNLOCK", path).then().statusCode(200);
    }

    private static void age(String job, String by) {
        Database.run(
                "update plans set created_at = now() - ?::interval where job_id = ?",
                by,
                UUID.fromString(job));
    }

    private static String hex(byte[] content) {
        return HexFormat.of().formatHex(sha256(content));
    }

    private static String digest(byte[] content) {
        return "sha-256=:" + Base64.getEncoder().encodeToString(sha256(content)) + ":";
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
