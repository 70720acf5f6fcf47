package io.vintner.trellis.jobs;

import static io.vintner.trellis.testing.Problems.assertProblem;
import static io.vintner.trellis.testing.TestTendril.chunk;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vintner.trellis.auth.Sha256;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestTendril.Lease;
import io.vintner.trellis.testing.TestUser;
import jakarta.inject.Inject;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A job is brought to its end with the token that came with its claim, and only that job is. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class JobTokensIT {

    private static final String STATE =
            """
            {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "L",
             "outputs": {}, "resources": []}
            """;

    @Inject JobSweep sweep;

    private final TestUser ada = TestUser.create();
    private TestTendril tendril;
    private String vine;

    @BeforeEach
    void begin() {
        tendril = ada.createTendril();
        vine = ada.createVine();
    }

    @Test
    void aRunningJobComesToItsEndWithItsTokenWhenItsTendrilsIsRevoked() {
        // Given
        Lease lease = started("DEPLOY");
        TestTendril holder = TestTendril.holding(lease);

        // When
        revoke();

        // Then
        assertProblem(tendril.beat("ONLINE", lease), 401, "worker-token-invalid");
        assertProblem(
                tendril.ask().body(Map.of()).post("/api/jobs/claim").then(),
                401,
                "worker-token-invalid");
        assertProblem(append(tendril, lease, 1), 401, "worker-token-invalid");
        append(holder, lease, 1).statusCode(200).body("next_seq", equalTo(2));
        holder.pull(lease, vine).statusCode(204);
        holder.push(lease, vine, STATE).statusCode(200);
        holder.report(lease, "SUCCESS").statusCode(200).body("status", equalTo("SUCCESS"));
        append(holder, lease, 2).statusCode(200);
        assertProblem(
                holder.ask().body(Map.of()).post("/api/jobs/claim").then(), 401, "token-missing");
    }

    @Test
    void theTokenKeepsTheLeaseOfItsJobAlive() {
        // Given
        Lease lease = started("PLAN");
        TestTendril holder = TestTendril.holding(lease);
        revoke();
        lapse(lease);

        // When
        holder.beatJob(lease)
                .statusCode(200)
                .body("directive", equalTo("CONTINUE"))
                .body("lease_seconds", equalTo(60));

        // Then
        sweep.lapse();
        assertThat(ada.job(lease.job()).getString("status")).isEqualTo("PROCESSING");
        ada.ask().post("/api/jobs/" + lease.job() + "/cancel").then().statusCode(200);
        holder.beatJob(lease).statusCode(200).body("directive", equalTo("CANCEL"));
    }

    @Test
    void aTokenIsOfNoUseForAnotherJob() {
        // Given
        TestTendril holder = TestTendril.holding(started("PLAN"));
        Lease other = started("PLAN");

        // Then
        assertProblem(append(holder, other, 1), 401, "worker-token-invalid");
        assertProblem(holder.report(other, "FAILED"), 401, "worker-token-invalid");
        assertProblem(holder.pull(other, vine), 401, "worker-token-invalid");
        assertProblem(holder.beatJob(other), 401, "worker-token-invalid");
        assertProblem(holder.ask().get("/api/jobs").then(), 401, "token-missing");
    }

    @Test
    void theHolderOfAnOlderLeaseIsToldThatItIsLost() {
        // Given
        Lease before = started("PLAN");
        TestTendril holder = TestTendril.holding(before);
        lapse(before);
        sweep.lapse();
        Lease now = tendril.claimAndStart();
        assertThat(now.job()).isEqualTo(before.job());

        // Then
        assertProblem(append(holder, before, 1), 409, "lease-lost");
        assertProblem(append(holder, now, 1), 401, "worker-token-invalid");
        assertProblem(
                holder.ask()
                        .body(Map.of("log_chunk", "one", "stream_type", "STDOUT"))
                        .post("/api/jobs/" + now.job() + "/logs")
                        .then(),
                409,
                "lease-lost");
        holder.beatJob(before).statusCode(200).body("directive", equalTo("LEASE_LOST"));
        append(TestTendril.holding(now), now, 1).statusCode(200);
    }

    @Test
    void whatALostJobHasLeftIsTakenWithItsToken() {
        // Given
        Lease lease = started("DEPLOY");
        TestTendril holder = TestTendril.holding(lease);
        revoke();
        Database.run(
                "update job_leases set seen_at = now() - interval '301 s' where job_id = ?::uuid",
                lease.job());
        sweep.lapse();

        // Then
        assertThat(ada.job(lease.job()).getString("error_code")).isEqualTo("AGENT_LOST");
        assertProblem(holder.report(lease, "SUCCESS"), 409, "illegal-transition");
        assertProblem(holder.push(lease, vine, STATE), 409, "lease-lost");
        holder.pushOrphan(lease, vine, STATE).statusCode(200);
        append(holder, lease, 1).statusCode(200);
    }

    @Test
    void aTokenOutlivesItsLeaseByADayAndIsThenForgotten() {
        // Given
        Lease lease = started("PLAN");
        TestTendril holder = TestTendril.holding(lease);
        tendril.report(lease, "FAILED").statusCode(200);

        // When
        endedBefore(lease, "23 h 59 min");
        append(holder, lease, 1).statusCode(200);
        sweep.forgetTokens();
        assertThat(stored(lease)).isEqualTo("1");
        endedBefore(lease, "24 h 1 s");

        // Then
        assertProblem(append(holder, lease, 2), 401, "worker-token-invalid");
        append(withBoth(lease), lease, 2).statusCode(200);
        sweep.forgetTokens();
        assertThat(stored(lease)).isEqualTo("0");
    }

    @Test
    void aRepeatedClaimAnswersTheSameToken() {
        // Given
        ada.createJob(vine, "PLAN");
        Lease first = tendril.claim("repeated");

        // When
        Lease again = tendril.claim("repeated");

        // Then
        assertThat(again.token()).isEqualTo(first.token()).startsWith("vtj_");
        append(TestTendril.holding(again), again, 1).statusCode(200);
    }

    @Test
    void aTokenIsStoredAsItsHashAndSealedUntilItsLeaseEnds() {
        // When
        Lease lease = started("PLAN");

        // Then
        String hash = HexFormat.of().formatHex(Sha256.of(lease.token()));
        assertThat(row(lease)).isEqualTo(hash + " " + tendril.id() + " new");
        assertThat(
                        Database.text(
                                """
                                select encode(content, 'escape') from job_tokens
                                where job_id = ?::uuid
                                """,
                                lease.job()))
                .doesNotContain(lease.token().substring(4, 12));
        tendril.report(lease, "FAILED").statusCode(200);
        assertThat(row(lease)).isEqualTo(hash + " " + tendril.id());
    }

    @Test
    void aLeaseThatANodeOfBeforeHasEndedEndsItsTokenAtTheNextTick() {
        // Given
        Lease lease = started("PLAN");
        Database.run("update job_leases set ended_at = now() where job_id = ?::uuid", lease.job());

        // When
        sweep.forgetTokens();

        // Then
        assertThat(row(lease)).doesNotEndWith("new");
        append(TestTendril.holding(lease), lease, 1).statusCode(200);
        endedBefore(lease, "24 h 1 s");
        assertProblem(append(TestTendril.holding(lease), lease, 2), 401, "worker-token-invalid");
    }

    private static String row(Lease lease) {
        return Database.text(
                """
                select concat_ws(' ', encode(token_hash, 'hex'), worker_id, key_id)
                from job_tokens where job_id = ?::uuid
                """,
                lease.job());
    }

    @Test
    void aPlanIsStoredAndFetchedWithTheTokenOfItsJob() {
        // Given
        Lease plan = started("PLAN");
        byte[] artefact = "PK plan".getBytes(UTF_8);
        TestTendril.holding(plan).storePlan(plan, artefact, 0).statusCode(200);
        TestTendril.holding(plan).report(plan, "SUCCESS").statusCode(200);
        ada.ask()
                .body(Map.of("vine_id", vine, "job_type", "DEPLOY", "plan_job_id", plan.job()))
                .post("/api/jobs")
                .then()
                .statusCode(201);
        Lease deploy = tendril.claimAndStart();

        // When
        revoke();

        // Then
        TestTendril.holding(deploy).fetchPlan(deploy).statusCode(200);
    }

    private Lease started(String type) {
        ada.createJob(vine, type);
        return tendril.claimAndStart();
    }

    private void revoke() {
        ada.ask()
                .body(Map.of("revoke", true))
                .post("/api/workers/" + tendril.id() + "/token")
                .then()
                .statusCode(201);
    }

    /** As agents send it. */
    private TestTendril withBoth(Lease lease) {
        return new TestTendril(
                tendril.id(),
                tendril.token(),
                Map.of(
                        "X-Worker-ID", tendril.id(),
                        "X-Worker-Token", tendril.token(),
                        "X-Job-Token", lease.token()));
    }

    private static ValidatableResponse append(TestTendril sender, Lease lease, long seq) {
        return sender.append(lease, List.of(chunk(seq, "line %d\n".formatted(seq))));
    }

    private static void lapse(Lease lease) {
        Database.run(
                """
                update job_leases set seen_at = now() - interval '61 s',
                  expires_at = now() - interval '1 s'
                where job_id = ?::uuid
                """,
                lease.job());
    }

    private static void endedBefore(Lease lease, String interval) {
        Database.run(
                "update job_tokens set ended_at = now() - ?::interval where job_id = ?::uuid",
                interval,
                lease.job());
    }

    private static String stored(Lease lease) {
        return Database.text(
                "select count(*) from job_tokens where job_id = ?", UUID.fromString(lease.job()));
    }
}
