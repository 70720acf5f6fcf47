package io.vintner.trellis.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ClaimIT {

    private static final int TENDRILS = 20;

    private final TestUser ada = TestUser.create();

    @Test
    void twentyTendrilsAtOnceNeverShareAJobNorChangeAVineTwice() throws Exception {
        // Given
        List<TestTendril> tendrils = new ArrayList<>();
        for (int i = 0; i < TENDRILS; i++) {
            tendrils.add(ada.createTendril());
        }
        String busy = ada.createVine();
        for (int i = 0; i < 10; i++) {
            ada.createJob(busy, "DEPLOY");
        }
        String calm = ada.createVine();
        for (int i = 0; i < 8; i++) {
            ada.createJob(calm, "PLAN");
        }

        // When
        List<String> claimed = claimedAtOnce(tendrils);

        // Then
        assertThat(new HashSet<>(claimed)).as("no job twice").hasSameSizeAs(claimed);
        assertThat(claimed).as("every PLAN and one DEPLOY").hasSize(9);
        assertThat(claimed.stream().filter(job -> ada.job(job).getString("vine_id").equals(busy)))
                .hasSize(1);
    }

    @Test
    void jobsAreTakenOldestFirst() {
        // Given
        String vine = ada.createVine();
        String first = ada.createJob(vine, "PLAN");
        String second = ada.createJob(vine, "PLAN");
        TestTendril tendril = ada.createTendril();

        // Then
        assertThat(tendril.claim().job()).isEqualTo(first);
        assertThat(tendril.claim().job()).isEqualTo(second);
    }

    @Test
    void claimsAtTheSameTimeDoNotTurnTheOrderOfWhatChangesOneVine() throws Exception {
        // Given
        List<TestTendril> tendrils = Stream.generate(ada::createTendril).limit(4).toList();

        for (int round = 0; round < 20; round++) {
            String vine = ada.createVine();
            String first = ada.createJob(vine, "DEPLOY");
            ada.createJob(vine, "DEPLOY");
            ada.createJob(vine, "DEPLOY");

            // When
            List<String> claimed = claimedAtOnce(tendrils);

            // Then
            assertThat(claimed).as("round %d", round).containsExactly(first);
        }
    }

    @Test
    void aWaitingClaimIsAnsweredWhenAJobIsQueued() throws Exception {
        // Given
        String vine = ada.createVine();
        TestTendril tendril = ada.createTendril();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> waiting =
                    executor.submit(() ->
                            tendril.ask()
                                    .body(Map.of("wait_seconds", 20))
                                    .post("/api/jobs/claim")
                                    .then()
                                    .statusCode(200)
                                    .extract()
                                    .path("job.id"));

            // When
            String job = ada.createJob(vine, "PLAN");

            // Then
            assertThat(waiting.get(15, TimeUnit.SECONDS)).isEqualTo(job);
        }
    }

    @Test
    void aJobForOneTendrilWaitsForIt() {
        // Given
        TestTendril chosen = ada.createTendril();
        TestTendril other = ada.createTendril();
        String job =
                ada.ask()
                        .body(
                                Map.of(
                                        "vine_id", ada.createVine(),
                                        "job_type", "PLAN",
                                        "assigned_worker_id", chosen.id()))
                        .post("/api/jobs")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id");

        // When
        other.claimNothing();

        // Then
        assertThat(chosen.claim().job()).isEqualTo(job);
    }

    @Test
    void aTendrilThatIsNotOnlineGetsNothing() {
        // Given
        TestTendril tendril = ada.createTendril();
        ada.createJob(ada.createVine(), "PLAN");

        // When
        tendril.beat("DRAINING");
        tendril.claimNothing();
        tendril.beat("OFFLINE");
        tendril.claimNothing();
        tendril.beat("ONLINE");

        // Then
        assertThat(tendril.claim().epoch()).isPositive();
    }

    @Test
    void aTendrilOfThePlatformHasOneJobUntilItHasEnded() {
        // Given
        List<String> jobs = firstInTheQueue("PLAN", "DEPLOY", "PLAN");
        TestTendril platforms = createPlatformsTendril();

        // When
        TestTendril.Lease first = platforms.claim();

        // Then
        assertThat(first.job()).isEqualTo(jobs.getFirst());
        platforms.claimNothing();
        platforms.report(first, "PROCESSING").statusCode(200);
        platforms.claimNothing();
        platforms.report(first, "SUCCESS").statusCode(200);
        TestTendril.Lease second = platforms.claim();
        assertThat(second.job()).isEqualTo(jobs.get(1));
        platforms.claimNothing();
        platforms.report(second, "QUEUED").statusCode(200);
        assertThat(platforms.claim().job()).as("given back").isEqualTo(jobs.get(1));
    }

    @Test
    void claimsAtTheSameTimeGetATendrilOfThePlatformOneJob() throws Exception {
        for (int round = 0; round < 10; round++) {
            // Given
            List<String> jobs = firstInTheQueue("PLAN", "PLAN", "PLAN");
            TestTendril platforms = createPlatformsTendril();

            // When
            List<String> claimed = claimedAtOnce(Collections.nCopies(8, platforms));

            // Then
            assertThat(claimed).as("round %d", round).containsExactly(jobs.getFirst());
            leaveNothingToOtherTests();
        }
    }

    /** Jobs of this test, to be taken in this order and before those that other tests left. */
    private List<String> firstInTheQueue(String... types) {
        String vine = ada.createVine();
        List<String> jobs = Stream.of(types).map(type -> ada.createJob(vine, type)).toList();
        jobs.forEach(job ->
                Database.run(
                        "update provision_jobs set priority = 1 where id = ?",
                        UUID.fromString(job)));
        return jobs;
    }

    private TestTendril createPlatformsTendril() {
        TestTendril tendril = ada.createTendril();
        Database.run(
                "update workers set user_id = null where id = ?", UUID.fromString(tendril.id()));
        return tendril;
    }

    /** A Tendril that serves everybody would serve their queues too. */
    @AfterEach
    void leaveNothingToOtherTests() {
        Database.run("delete from workers where user_id is null");
        Database.run("delete from provision_jobs where user_id = ?", ada.id());
    }

    @Test
    void aLostAnswerIsAnsweredAgainForTheSameKey() {
        // Given
        TestTendril tendril = ada.createTendril();
        String vine = ada.createVine();
        ada.createJob(vine, "PLAN");
        ada.createJob(vine, "PLAN");
        var first = claimWithKey(tendril, "k");

        // When
        var again = claimWithKey(tendril, "k");

        // Then
        assertThat(again).isEqualTo(first);
        assertThat(claimWithKey(tendril, "other")).isNotEqualTo(first);
    }

    @Test
    void aLeaseSaysAllThatATendrilNeeds() {
        // Given
        String vine = ada.createVine();
        TestTendril tendril = ada.createTendril();
        String job = ada.createJob(vine, "CONNECTION_TEST");

        // Then
        tendril.ask()
                .body(Map.of())
                .post("/api/jobs/claim")
                .then()
                .body("job.id", equalTo(job))
                .body("job.job_type", equalTo("CONNECTION_TEST"))
                .body("job.attempt", equalTo(1))
                .body("job.vine_id", equalTo(vine))
                .body("lease.seconds", equalTo(60))
                .body("log.next_seq", equalTo(1))
                .body("log.flush_interval_ms", equalTo(250))
                .body("log.chunk_bytes_max", equalTo(65536));
    }

    private static List<String> claimedAtOnce(List<TestTendril> tendrils) throws Exception {
        List<String> claimed = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> claims = new ArrayList<>();
            tendrils.forEach(tendril -> claims.add(() -> claimed(tendril)));
            for (Future<String> claim : executor.invokeAll(claims, 60, TimeUnit.SECONDS)) {
                if (!claim.get().isEmpty()) {
                    claimed.add(claim.get());
                }
            }
        }
        return claimed;
    }

    private static String claimed(TestTendril tendril) {
        var response = tendril.ask().body(Map.of()).post("/api/jobs/claim");
        return response.statusCode() == 204 ? "" : response.path("job.id");
    }

    private static Map<String, Object> claimWithKey(TestTendril tendril, String key) {
        return tendril.ask()
                .header("Idempotency-Key", key)
                .body(Map.of())
                .post("/api/jobs/claim")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getMap("");
    }
}
