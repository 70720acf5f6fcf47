package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.faults.oracle.Invariant;
import io.vintner.faults.rig.HandTendril;
import io.vintner.faults.rig.HandTendril.Answer;
import io.vintner.faults.rig.HandTendril.Held;
import io.vintner.faults.terraform.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Two sweepers judge silence while those who were silent report. */
class VerdictRaceIT extends FaultTest {

    private static final int JOBS = Integer.getInteger("faults.race.jobs", 40);

    /** The silence after which the rig's API gives its verdict. */
    private static final Duration LOST_AFTER = Duration.ofSeconds(8);

    @Test
    void f23AReportThatRacesTheVerdictOfTwoSweepersEndsTheJobOnce() throws Exception {
        // Given
        awaitEndOfCalm();
        HandTendril tendril = rig.handTendril(owner, "silent");
        List<Held> held = new ArrayList<>();
        List<Long> since = new ArrayList<>();
        for (int number = 0; number < JOBS; number++) {
            String job = owner.enqueue(owner.vine(Script.quick()), "DEPLOY");
            excuses.excuse(Invariant.I5, job).excuse(Invariant.I6, job);
            tendril.beat();
            held.add(tendril.claim().orElseThrow());
            assertThat(tendril.report(held.getLast(), "PROCESSING").status()).isEqualTo(200);
            since.add(System.nanoTime());
        }

        // When: from well before the sweepers' next looks to well behind them
        List<Future<Answer>> reports = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < JOBS; number++) {
                Held mine = held.get(number);
                long at =
                        since.get(number)
                                + LOST_AFTER.toNanos()
                                + TimeUnit.MILLISECONDS.toNanos(number * 600L / JOBS - 150);
                reports.add(
                        threads.submit(() -> {
                            TimeUnit.NANOSECONDS.sleep(at - System.nanoTime());
                            return tendril.report(mine, "SUCCESS");
                        }));
            }
        }

        // Then
        int won = 0;
        for (int number = 0; number < JOBS; number++) {
            Held mine = held.get(number);
            Answer answer = reports.get(number).get();
            boolean success = answer.status() == 200;
            won += success ? 1 : 0;
            if (!success) {
                patiently().until(() -> owner.hasEnded(mine.job()));
            }
            assertThat(owner.status(mine.job())).isEqualTo(success ? "SUCCESS" : "FAILED");
            assertThat(owner.vineRow(mine.vine()).path("reconcile").asBoolean())
                    .isEqualTo(!success);
        }
        print("f23: of %d reports %d were before the verdict", JOBS, won);
        tendril.close();
    }

    @Test
    void f23ASweeperThatStoodStillJudgesNothingTwice() throws Exception {
        // Given
        awaitEndOfCalm();
        HandTendril tendril = rig.handTendril(owner, "lost");
        String vine = owner.vine(Script.quick());
        String job = owner.enqueue(vine, "DEPLOY");
        excuses.excuse(Invariant.I5, job);
        Held held = tendril.claim().orElseThrow();
        assertThat(tendril.report(held, "PROCESSING").status()).isEqualTo(200);

        // When
        rig.nodes().getFirst().freeze();
        try {
            patiently()
                    .until(() ->
                            rig.database()
                                            .number(
                                                    """
                                                    select count(*) from provision_jobs
                                                    where id = ?::uuid and status = 'FAILED'
                                                    """,
                                                    job)
                                    == 1);
        } finally {
            rig.nodes().getFirst().thaw();
        }

        // Then
        HandTendril other = rig.handTendril(owner, "late");
        // Each node in turn: the one that stood still has to answer, too.
        for (int node = 0; node < rig.nodes().size(); node++) {
            patiently().until(() -> other.beat().status() == 200);
        }
        assertThat(owner.job(job).path("error_code").asText()).isEqualTo("AGENT_LOST");
        tendril.close();
        other.close();
    }
}
