package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.faults.oracle.Invariant;
import io.vintner.faults.rig.HandTendril;
import io.vintner.faults.terraform.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Many want jobs at the same time, at two nodes: each job goes to one of them. */
class CrowdIT extends FaultTest {

    private static final int TENDRILS = Integer.getInteger("faults.crowd.tendrils", 10);
    private static final int JOBS = Integer.getInteger("faults.crowd.jobs", 40);
    private static final int AGENTS = Integer.getInteger("faults.crowd.agents", 3);
    private static final int AGENT_JOBS = Integer.getInteger("faults.crowd.agent-jobs", 6);

    @Test
    void f10NoJobIsClaimedTwiceAndNoVineIsChangedByTwo() throws Exception {
        // Given
        List<HandTendril> crowd = new ArrayList<>();
        for (int number = 0; number < TENDRILS; number++) {
            crowd.add(rig.handTendril(owner, "crowd-" + number));
        }
        List<String> vines = new ArrayList<>();
        for (int number = 0; number < TENDRILS; number++) {
            vines.add(owner.vine(Script.quick()));
        }
        int all = TENDRILS * JOBS;
        for (int number = 0; number < all; number++) {
            String vine = vines.get(number % vines.size());
            String job = owner.enqueue(vine, number % 2 == 0 ? "DEPLOY" : "CONNECTION_TEST");
            excuses.excuse(Invariant.I5, job).excuse(Invariant.I6, job);
        }
        ConcurrentLinkedQueue<String> claimed = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Long> waits = new ConcurrentLinkedQueue<>();

        // When
        long began = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> works = new ArrayList<>();
            for (HandTendril tendril : crowd) {
                works.add(() -> {
                    work(tendril, all, claimed, waits);
                    return null;
                });
            }
            for (Future<Void> work : threads.invokeAll(works)) {
                work.get();
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;

        // Then
        List<Long> sorted = waits.stream().sorted().toList();
        print(
                "f10: %d Tendrils took %d jobs in %.1f s; a claim that got one took %.1f ms, p95"
                        + " %.1f ms",
                TENDRILS,
                claimed.size(),
                seconds,
                sorted.get(sorted.size() / 2) / 1e6,
                sorted.get(sorted.size() * 95 / 100) / 1e6);
        assertThat(claimed).hasSize(all).doesNotHaveDuplicates();
        assertThat(allEnded()).isTrue();
        crowd.forEach(HandTendril::close);
    }

    @Test
    void f10RealAgentsShareAQueueOverTwoNodes() throws Exception {
        // Given
        List<String> vines = new ArrayList<>();
        for (int number = 0; number < AGENTS; number++) {
            vines.add(owner.vine(Script.quick()));
        }
        for (int number = 0; number < AGENTS * AGENT_JOBS; number++) {
            String vine = vines.get(number % vines.size());
            owner.enqueue(vine, number % 3 == 0 ? "DEPLOY" : "CONNECTION_TEST");
        }

        // When
        long began = System.nanoTime();
        for (int number = 0; number < AGENTS; number++) {
            rig.agent(owner, "agent-" + number).start();
        }
        patiently().atMost(PATIENCE.plusSeconds((long) AGENTS * AGENT_JOBS)).until(this::allEnded);
        double seconds = (System.nanoTime() - began) / 1e9;

        // Then
        print("f10: %d agents ended %d jobs in %.1f s", AGENTS, AGENTS * AGENT_JOBS, seconds);
        assertThat(
                        rig.database()
                                .number(
                                        """
                                        select count(*) from provision_jobs
                                        where user_id = ? and status = 'SUCCESS'
                                        """,
                                        owner.id()))
                .isEqualTo((long) AGENTS * AGENT_JOBS);
    }

    /** Takes jobs and ends them until all are taken. */
    private static void work(
            HandTendril tendril,
            int all,
            ConcurrentLinkedQueue<String> claimed,
            ConcurrentLinkedQueue<Long> waits)
            throws Exception {
        while (claimed.size() < all) {
            long asked = System.nanoTime();
            Optional<HandTendril.Held> held = tendril.claim();
            if (held.isPresent()) {
                waits.add(System.nanoTime() - asked);
                claimed.add(held.get().job());
                assertThat(tendril.report(held.get(), "PROCESSING").status()).isEqualTo(200);
                assertThat(tendril.report(held.get(), "SUCCESS").status()).isEqualTo(200);
            } else {
                assertThat(tendril.beat().status()).isEqualTo(200);
            }
        }
    }
}
