package io.vintner.trellis.upkeep;

import static io.vintner.trellis.testing.TestTendril.chunk;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.Scrape;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What an operator reads. The database is shared with other tests, whose leftovers count too: so
 * these look at what changes.
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class MetricsIT {

    private static final String QUEUED = "jobs_unfinished{status=\"QUEUED\"}";
    private static final String CLAIMED = "jobs_unfinished{status=\"CLAIMED\"}";
    private static final String PROCESSING = "jobs_unfinished{status=\"PROCESSING\"}";
    private static final String ONLINE = "tendrils{status=\"ONLINE\"}";
    private static final String DRAINING = "tendrils{status=\"DRAINING\"}";
    private static final String OFFLINE = "tendrils{status=\"OFFLINE\"}";
    private static final String SHA256_OF_NOTHING =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Inject Sweeper sweeper;

    private final TestUser ada = TestUser.create();

    @Test
    void jobsAreCountedWhereTheyAreUntilTheyHaveEnded() {
        // Given
        TestTendril tendril = ada.createTendril();
        String vine = ada.createVine();
        Scrape before = sweepAndScrape();
        for (int i = 0; i < 4; i++) {
            ada.createJob(vine, "PLAN");
        }

        // When
        TestTendril.Lease ended = tendril.claimAndStart();
        tendril.report(ended, "SUCCESS").statusCode(200);
        tendril.claimAndStart();
        tendril.claim();
        Scrape after = sweepAndScrape();

        // Then
        assertThat(after.grownSince(before, QUEUED)).isEqualTo(1);
        assertThat(after.grownSince(before, CLAIMED)).isEqualTo(1);
        assertThat(after.grownSince(before, PROCESSING)).isEqualTo(1);
        assertThat(after.value(QUEUED)).isEqualTo(stored("QUEUED"));
        assertThat(after.value(PROCESSING)).isEqualTo(stored("PROCESSING"));
        assertThat(after.grownSince(before, "jobs_ended_total{status=\"SUCCESS\"}")).isEqualTo(1);
        assertThat(after.grownSince(before, "jobs_claimed_total")).isEqualTo(3);
    }

    @Test
    void theQueueIsAsOldAsItsOldestJob() {
        // Given
        String job = ada.createJob(ada.createVine(), "PLAN");
        Database.run(
                """
                update provision_jobs set created_at = now() - interval '23 hours 30 minutes'
                where id = ?
                """,
                UUID.fromString(job));

        // When
        double waiting = sweepAndScrape().value("queue_age_seconds");
        ada.ask().post("/api/jobs/" + job + "/cancel").then().statusCode(200);
        double over = sweepAndScrape().value("queue_age_seconds");

        // Then
        assertThat(waiting).isBetween(84_600.0, 84_900.0);
        assertThat(over).isNotNegative().isLessThan(84_600);
    }

    @Test
    void tendrilsAreCountedByTheirStatus() {
        // Given
        Scrape before = sweepAndScrape();
        ada.createTendril();
        TestTendril second = ada.createTendril();
        TestTendril third = ada.createTendril();

        // When
        second.beat("DRAINING").statusCode(200);
        third.beat("OFFLINE").statusCode(200);
        Scrape after = sweepAndScrape();

        // Then
        assertThat(after.grownSince(before, ONLINE)).isEqualTo(1);
        assertThat(after.grownSince(before, DRAINING)).isEqualTo(1);
        assertThat(after.grownSince(before, OFFLINE)).isEqualTo(1);
    }

    @Test
    void aJobIsLostWhenItEndsByItsTendrilsSilenceAndNotWhenItIsQueuedAgain() {
        // Given
        sweeper.judge();
        TestTendril tendril = ada.createTendril();
        String vine = ada.createVine();
        ada.createJob(vine, "DEPLOY");
        ada.createJob(vine, "PLAN");
        silence(tendril.claimAndStart());
        silence(tendril.claimAndStart());
        Scrape before = Scrape.take();

        // When
        int verdicts = sweeper.judge();
        Scrape after = Scrape.take();

        // Then
        assertThat(verdicts).isEqualTo(2);
        assertThat(after.grownSince(before, "jobs_lost_total")).isEqualTo(1);
        assertThat(after.grownSince(before, "jobs_ended_total{status=\"FAILED\"}")).isEqualTo(1);
    }

    @Test
    void theLogOfAnEndedJobIsOpenUntilItIsSealed() {
        // Given
        TestTendril tendril = ada.createTendril();
        ada.createJob(ada.createVine(), "PLAN");
        TestTendril.Lease lease = tendril.claimAndStart();
        Scrape running = sweepAndScrape();

        // When
        tendril.report(lease, "SUCCESS").statusCode(200);
        Scrape ended = sweepAndScrape();
        seal(tendril, lease, 0, 0);
        Scrape sealed = sweepAndScrape();

        // Then
        assertThat(ended.grownSince(running, "logs_unsealed")).isEqualTo(1);
        assertThat(sealed.grownSince(ended, "logs_unsealed")).isEqualTo(-1);
    }

    @Test
    void appendsThatAreRefusedAreCountedByTheReason() {
        // Given
        TestTendril tendril = ada.createTendril();
        ada.createJob(ada.createVine(), "PLAN");
        TestTendril.Lease lease = tendril.claimAndStart();
        Scrape before = Scrape.take();

        // When
        tendril.append(lease, List.of(chunk(1, "a"))).statusCode(200);
        tendril.append(lease, List.of(chunk(1, "a"))).statusCode(200);
        tendril.append(lease, List.of(chunk(3, "c"))).statusCode(409);
        tendril.append(lease, List.of(chunk(3, "c"))).statusCode(409);
        tendril.append(lease, List.of(chunk(1, "b"))).statusCode(409);
        tendril.append(lease, List.of(chunk(2, "x".repeat(65_537)))).statusCode(413);
        tendril.append(of(lease.job(), lease.epoch() + 1), List.of(chunk(2, "b"))).statusCode(409);
        tendril.append(of(UUID.randomUUID().toString(), 1), List.of(chunk(1, "b"))).statusCode(404);
        seal(tendril, lease, 1, 1);
        tendril.append(lease, List.of(chunk(2, "b"))).statusCode(409);
        Scrape after = Scrape.take();

        // Then
        Map<String, Integer> expected =
                Map.of(
                        "log-gap", 2,
                        "log-conflict", 1,
                        "log-chunk-too-large", 1,
                        "lease-lost", 1,
                        "not-found", 1,
                        "log-sealed", 1,
                        "invalid-field", 0,
                        "database-unavailable", 0);
        expected.forEach((reason, count) ->
                assertThat(
                                after.grownSince(
                                        before,
                                        "log_appends_refused_total{reason=\"" + reason + "\"}"))
                        .as(reason)
                        .isEqualTo(count.doubleValue()));
        assertThat(after.grownSince(before, "log_appended_bytes_total")).isEqualTo(1);
        assertThat(after.grownSince(before, "log_append_seconds_count")).isEqualTo(2);
    }

    @Test
    void aSweepTellsThatItCameToItsEnd() {
        assertThat(sweepAndScrape().value("sweep_age_seconds")).isBetween(0.0, 60.0);
    }

    private Scrape sweepAndScrape() {
        sweeper.sweep();
        return Scrape.take();
    }

    private static double stored(String status) {
        return Double.parseDouble(
                Database.text("select count(*) from provision_jobs where status = ?", status));
    }

    private static TestTendril.Lease of(String job, long epoch) {
        return new TestTendril.Lease(job, epoch, io.restassured.path.json.JsonPath.from("{}"));
    }

    private static void seal(
            TestTendril tendril, TestTendril.Lease lease, long lastSeq, long bytes) {
        tendril.ask()
                .body(
                        Map.of(
                                "epoch", lease.epoch(),
                                "last_seq", lastSeq,
                                "bytes", bytes,
                                "sha256", SHA256_OF_NOTHING))
                .post("/api/jobs/" + lease.job() + "/logs/seal")
                .then()
                .statusCode(200);
    }

    private static void silence(TestTendril.Lease lease) {
        Database.run(
                """
                update job_leases set seen_at = now() - interval '301 s',
                  expires_at = now() - interval '241 s'
                where job_id = ?
                """,
                UUID.fromString(lease.job()));
    }
}
