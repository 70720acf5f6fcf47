package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.faults.Schedule.Happening;
import io.vintner.faults.oracle.Invariant;
import io.vintner.faults.proxy.Weather;
import io.vintner.faults.rig.Agent;
import io.vintner.faults.rig.ApiNode;
import io.vintner.faults.terraform.Script;
import io.vintner.local.demo.TrellisRefusal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Everything at once, for as long as one likes: {@code -Dfaults.random.seconds=300
 * -Dfaults.seed=…}. A seed makes the same schedule, though not the same interleaving.
 */
class RandomScheduleIT extends FaultTest {

    private static final Duration LENGTH =
            Duration.ofSeconds(Integer.getInteger("faults.random.seconds", 20));
    private static final int AGENTS = Integer.getInteger("faults.random.agents", 3);
    private static final long SEED = Long.getLong("faults.seed", 20_261_126L);
    private static final int PAUSE_MILLIS_MAX = 1500;
    private static final int RECENT = 20;
    private static final List<String> TYPES =
            List.of("PLAN", "DEPLOY", "DEPLOY", "DESTROY", "CONNECTION_TEST");

    private final Schedule schedule = new Schedule(SEED);
    private final Random random = new Random(SEED + 1);
    private final List<Agent> agents = new ArrayList<>();
    private final List<String> vines = new ArrayList<>();
    private final List<String> jobs = new ArrayList<>();
    private final Map<Happening, Integer> done = new EnumMap<>(Happening.class);

    private AgentTroubles troubles;

    /** Only changed as a person has reviewed; and the plan that waits for that. */
    private String reviewedVine = "";

    private String planToReview = "";

    @Test
    void f28WhateverHappensInWhateverOrderEveryPromiseIsKept() throws Exception {
        // Given
        print("f28: seed %d, %d agents, %d s", SEED, AGENTS, LENGTH.toSeconds());
        for (int number = 0; number < AGENTS; number++) {
            Agent agent = rig.agent(owner, "random-" + number);
            agent.start();
            agents.add(agent);
            vines.add(owner.vine(Script.creating(3, 5)));
        }
        troubles = new AgentTroubles(owner, agents, excuses, random);
        reviewedVine = owner.vine(Script.creating(2, 5));
        agents.forEach(this::awaitOnline);

        // When
        long end = System.nanoTime() + LENGTH.toNanos();
        while (System.nanoTime() < end) {
            troubles.startThoseThatLeft();
            for (Happening happening : schedule.due()) {
                if (happens(happening)) {
                    done.merge(happening, 1, Integer::sum);
                } else {
                    schedule.owe(happening);
                }
            }
            pause(Duration.ofMillis(random.nextInt(PAUSE_MILLIS_MAX)));
        }
        calmDown();

        // Then
        patiently()
                .atMost(Duration.ofMinutes(5))
                .until(() -> {
                    troubles.startThoseThatLeft();
                    reconcileWhatNeedsIt();
                    return allEnded();
                });
        print("f28: seed %d: %d jobs ended as %s after %s", SEED, jobs.size(), ends(), told());
        if (schedule.complete()) {
            assertThat(done).containsOnlyKeys(Happening.values());
        }
    }

    /** Whether it could happen. */
    private boolean happens(Happening happening) throws Exception {
        return switch (happening) {
            case QUEUE -> queue();
            case REVIEW -> review();
            case WEATHER -> troubles.changeWeather();
            case KILL_AGENT -> troubles.killAgent();
            case CANCEL -> cancel();
            case CANCEL_BY_FORCE -> cancelByForce();
            case KILL_TERRAFORM -> troubles.killTerraform();
            case KILL_WRAPPER -> troubles.killWrapper();
            case DRAIN -> troubles.drain();
            case ROTATE_TOKEN -> troubles.rotateToken();
            case DAMAGE_SPOOL -> troubles.damageSpool();
            case TEAR_JOURNAL -> troubles.tearJournal();
            case KILL_NODE -> killNode();
            case FREEZE_NODE -> freezeNode();
            case KILL_DATABASE -> killDatabase();
        };
    }

    private boolean queue() throws Exception {
        String vine = vines.get(random.nextInt(vines.size()));
        return enqueued(vine, TYPES.get(random.nextInt(TYPES.size())), Map.of()).isPresent();
    }

    /** Now a plan, now the apply of the plan that was made before. */
    private boolean review() throws Exception {
        try {
            if (!planToReview.isEmpty() && !owner.hasEnded(planToReview)) {
                return false;
            }
            boolean good = !planToReview.isEmpty() && owner.status(planToReview).equals("SUCCESS");
            if (!good) {
                planToReview = enqueued(reviewedVine, "PLAN", Map.of()).orElse("");
                return false;
            }
            Map<String, Object> reviewed = Map.of("plan_job_id", planToReview);
            boolean taken = enqueued(reviewedVine, "DEPLOY", reviewed).isPresent();
            planToReview = "";
            return taken;
        } catch (IOException nobodyAnswered) {
            return false;
        }
    }

    private Optional<String> enqueued(String vine, String type, Map<String, Object> more)
            throws Exception {
        try {
            String job = owner.enqueue(vine, type, more);
            jobs.add(job);
            return Optional.of(job);
        } catch (TrellisRefusal refusal) {
            if (refusal.code().equals("vine-needs-reconcile")) {
                owner.reconcile(vine);
            }
        } catch (IOException _) {
            // Nobody answered; whether the job is queued, the database will say.
        }
        return Optional.empty();
    }

    private boolean cancel() throws Exception {
        List<String> recent = recentJobs();
        return !recent.isEmpty() && cancelled(any(recent), "graceful");
    }

    /** A second wish right behind the first, before Terraform has ended. */
    private boolean cancelByForce() throws Exception {
        for (String job : recentJobs()) {
            if (processing(job)) {
                return cancelled(job, "graceful") && cancelled(job, "force");
            }
        }
        return false;
    }

    private List<String> recentJobs() {
        return jobs.reversed().stream().limit(RECENT).toList();
    }

    private boolean processing(String job) throws InterruptedException {
        try {
            return owner.status(job).equals("PROCESSING");
        } catch (IOException unanswered) {
            return false;
        }
    }

    private boolean cancelled(String job, String mode) throws InterruptedException {
        try {
            owner.cancel(job, mode);
            // Its Terraform gets a signal for that.
            excuses.excuse(Invariant.I10, job);
            return true;
        } catch (TrellisRefusal ended) {
            return false;
        } catch (IOException unanswered) {
            excuses.excuse(Invariant.I10, job);
            return false;
        }
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private boolean killNode() throws Exception {
        // A start takes longer than most steps: without this there would hardly ever be a node.
        if (!rig.nodes().stream().allMatch(RandomScheduleIT::serves)) {
            return false;
        }
        ApiNode node = any(rig.nodes());
        node.kill();
        node.launch();
        return true;
    }

    /** As long as nobody has, the jobs of a vine whose agent was lost wait. */
    private void reconcileWhatNeedsIt() throws Exception {
        List<String> all = new ArrayList<>(vines);
        all.add(reviewedVine);
        for (String vine : all) {
            if (owner.vineRow(vine).path("reconcile").asBoolean()) {
                owner.reconcile(vine);
            }
        }
    }

    private static boolean serves(ApiNode node) {
        try {
            return node.metric("jvm_info", "") > 0;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean freezeNode() throws Exception {
        ApiNode node = any(rig.nodes());
        node.freeze();
        pause(Duration.ofMillis(random.nextInt(2 * PAUSE_MILLIS_MAX)));
        node.thaw();
        return true;
    }

    private boolean killDatabase() {
        if (random.nextBoolean()) {
            rig.database().kill();
        } else {
            rig.database().stop();
        }
        rig.database().start();
        return true;
    }

    private void calmDown() throws Exception {
        for (Agent agent : agents) {
            agent.proxy().weather(Weather.fair());
        }
        troubles.startThoseThatLeft();
        rig.launchNodes();
    }

    private Map<String, Integer> told() {
        Map<String, Integer> told = new TreeMap<>();
        done.forEach((happening, times) -> told.put(happening.words(), times));
        return told;
    }

    private Map<String, Integer> ends() throws Exception {
        Map<String, Integer> ends = new TreeMap<>();
        for (String job : jobs) {
            JsonNode row = owner.job(job);
            ends.merge(
                    row.path("status").asText() + " " + row.path("error_code").asText(""),
                    1,
                    Integer::sum);
        }
        return ends;
    }

    private static void pause(Duration length) {
        long began = System.nanoTime();
        await().atMost(length.plusSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> System.nanoTime() - began >= length.toNanos());
    }
}
