package io.vintner.trellis.upkeep;

import static io.vintner.trellis.testing.Problems.assertProblem;
import static io.vintner.trellis.testing.TestTendril.chunk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.trellis.jobs.JobSweep;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Time is moved by moving what was written, so that nobody waits. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SweepIT {

    @Inject Sweeper sweeper;
    @Inject JobSweep jobs;

    private final TestUser ada = TestUser.create();

    @Test
    void aTendrilIsOfflineAfterAMinuteOfSilenceAndNotBefore() {
        // Given
        TestTendril silent = ada.createTendril();
        TestTendril recent = ada.createTendril();
        TestTendril neverBeat = ada.createTendril();
        lastSeen(silent, 61);
        lastSeen(recent, 50);
        Database.run(
                """
                update worker_liveness set seen_at = null where worker_id = ?
                """,
                UUID.fromString(neverBeat.id()));

        // When
        sweeper.judge();

        // Then
        assertThat(status(silent)).isEqualTo("OFFLINE");
        assertThat(status(recent)).isEqualTo("ONLINE");
        assertThat(status(neverBeat)).as("registered just now").isEqualTo("ONLINE");
        silent.beat("ONLINE");
        assertThat(status(silent)).isEqualTo("ONLINE");
    }

    @Test
    void aClaimedJobGoesBackWhenItsLeaseIsOutWhateverItsType() {
        // Given
        TestTendril tendril = ada.createTendril();
        ada.createJob(ada.createVine(), "DEPLOY");
        TestTendril.Lease lease = tendril.claim();
        silence(lease, 61);

        // When
        sweeper.judge();

        // Then
        assertThat(ada.job(lease.job()).getString("status")).isEqualTo("QUEUED");
        assertThat(ada.job(lease.job()).getInt("attempt")).isEqualTo(1);
        assertProblem(tendril.report(lease, "PROCESSING"), 409, "lease-lost");
        tendril.beat("ONLINE", lease).body("directives[0].directive", equalTo("LEASE_LOST"));
    }

    @Test
    void aJobThatOnlyReadsIsRunAgainAsTheNextAttempt() {
        // Given
        TestTendril tendril = ada.createTendril();
        ada.createJob(ada.createVine(), "PLAN");
        TestTendril.Lease lease = tendril.claimAndStart();
        tendril.append(lease, List.of(chunk(1, "first")));
        silence(lease, 61);

        // When
        sweeper.judge();
        TestTendril.Lease second = tendril.claimAndStart();

        // Then
        assertThat(second.job()).isEqualTo(lease.job());
        assertThat(second.answer().getInt("job.attempt")).isEqualTo(2);
        assertThat(second.answer().getLong("log.next_seq")).isEqualTo(1);
        tendril.append(second, List.of(chunk(1, "second"))).statusCode(200);
        assertThat(ada.ask().get("/api/jobs/" + lease.job() + "/logs/raw").asString())
                .isEqualTo("firstsecond");
    }

    @Test
    void aJobThatOnlyReadsIsGivenUpAfterThreeAttempts() {
        // Given
        TestTendril tendril = ada.createTendril();
        String job = ada.createJob(ada.createVine(), "PLAN");

        // When
        for (int attempt = 1; attempt <= 3; attempt++) {
            silence(tendril.claimAndStart(), 61);
            sweeper.judge();
        }

        // Then
        assertThat(ada.job(job).getString("status")).isEqualTo("FAILED");
        assertThat(ada.job(job).getString("error_code")).isEqualTo("AGENT_LOST");
    }

    @Test
    void aMutatingJobIsFailedAfterFiveMinutesAndNeverRunAgain() {
        // Given
        TestTendril tendril = ada.createTendril();
        String vine = ada.createVine();
        ada.createJob(vine, "DEPLOY");
        TestTendril.Lease lease = tendril.claimAndStart();
        silence(lease, 299);
        sweeper.judge();
        String before = ada.job(lease.job()).getString("status");
        silence(lease, 301);

        // When
        sweeper.judge();

        // Then
        assertThat(before).isEqualTo("PROCESSING");
        assertThat(ada.job(lease.job()).getString("status")).isEqualTo("FAILED");
        assertThat(ada.job(lease.job()).getString("error_code")).isEqualTo("AGENT_LOST");
        assertThat(ada.vine(vine).getString("status")).isEqualTo("FAILED");
        assertThat(ada.vine(vine).getBoolean("reconcile")).isTrue();
        tendril.claimNothing();
    }

    @Test
    void whatALostTendrilSaysLaterIsKeptBesideTheVerdict() {
        // Given
        TestTendril tendril = ada.createTendril();
        String vine = ada.createVine();
        ada.createJob(vine, "DEPLOY");
        TestTendril.Lease lease = tendril.claimAndStart();
        silence(lease, 301);
        sweeper.judge();

        // When
        assertProblem(tendril.report(lease, "SUCCESS"), 409, "illegal-transition");

        // Then
        assertThat(ada.job(lease.job()).getString("status")).isEqualTo("FAILED");
        ada.ask()
                .get("/api/jobs/" + lease.job() + "/details")
                .then()
                .body("events.kind", hasItem("late-outcome"));
        tendril.append(lease, List.of(chunk(1, "evidence")))
                .statusCode(200)
                .body("directive", equalTo("LEASE_LOST"));
        assertProblem(
                tendril.push(lease, vine, "{\"version\":4,\"serial\":1,\"lineage\":\"L\"}"),
                409,
                "lease-lost");
    }

    @Test
    void aLogChunkIsASignOfLife() {
        // Given
        TestTendril tendril = ada.createTendril();
        ada.createJob(ada.createVine(), "DEPLOY");
        TestTendril.Lease lease = tendril.claimAndStart();
        silence(lease, 301);

        // When
        tendril.append(lease, List.of(chunk(1, "alive"))).statusCode(200);
        sweeper.judge();

        // Then
        assertThat(ada.job(lease.job()).getString("status")).isEqualTo("PROCESSING");
    }

    @Test
    void aJobThatNobodyTakesIsFailedAfterADay() {
        // Given
        String old = ada.createJob(ada.createVine(), "PLAN");
        String fresh = ada.createJob(ada.createVine(), "PLAN");
        Database.run(
                """
                update provision_jobs set created_at = now() - interval '25 h' where id = ?
                """,
                UUID.fromString(old));

        // When
        jobs.expire();

        // Then
        assertThat(ada.job(old).getString("error_code")).isEqualTo("QUEUE_EXPIRED");
        assertThat(ada.job(fresh).getString("status")).isEqualTo("QUEUED");
    }

    @Test
    void anOldIdempotencyKeyIsForgotten() {
        // Given
        String vine = ada.createVine();
        String first = createWithKey(vine);
        Database.run("update idempotency_records set created_at = now() - interval '25 h'");

        // When
        jobs.forgetKeys();

        // Then
        assertThat(createWithKey(vine)).isNotEqualTo(first);
    }

    private String createWithKey(String vine) {
        return ada.ask()
                .header("Idempotency-Key", "old")
                .body(Map.of("vine_id", vine, "job_type", "PLAN"))
                .post("/api/jobs")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static void lastSeen(TestTendril tendril, int secondsAgo) {
        Database.run(
                """
                update worker_liveness set seen_at = now() - make_interval(secs => ?)
                where worker_id = ?
                """,
                secondsAgo,
                UUID.fromString(tendril.id()));
    }

    private static void silence(TestTendril.Lease lease, int seconds) {
        Database.run(
                """
                update job_leases set seen_at = now() - make_interval(secs => ?),
                  expires_at = now() - make_interval(secs => ? - 60)
                where job_id = ?
                """,
                seconds,
                seconds,
                UUID.fromString(lease.job()));
    }

    private String status(TestTendril tendril) {
        return ada.ask().get("/api/workers/" + tendril.id()).path("status");
    }
}
