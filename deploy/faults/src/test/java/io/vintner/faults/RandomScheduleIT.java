package io.vintner.faults;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.faults.oracle.Invariant;
import io.vintner.faults.proxy.Weather;
import io.vintner.faults.rig.Agent;
import io.vintner.faults.rig.ApiNode;
import io.vintner.faults.terraform.Script;
import io.vintner.local.demo.TrellisRefusal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private static final List<String> TYPES =
            List.of("PLAN", "DEPLOY", "DEPLOY", "DESTROY", "CONNECTION_TEST");

    private final Random random = new Random(SEED);
    private final List<Agent> agents = new ArrayList<>();
    private final List<String> vines = new ArrayList<>();
    private final List<String> jobs = new ArrayList<>();
    private final Map<String, Integer> done = new TreeMap<>();

    private interface Step {
        void take() throws Exception;
    }

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
        agents.forEach(this::awaitOnline);

        // When
        long end = System.nanoTime() + LENGTH.toNanos();
        while (System.nanoTime() < end) {
            step();
            pause(Duration.ofMillis(random.nextInt(PAUSE_MILLIS_MAX)));
        }
        calmDown();

        // Then
        patiently()
                .atMost(Duration.ofMinutes(5))
                .until(() -> {
                    reconcileWhatNeedsIt();
                    return allEnded();
                });
        print("f28: seed %d: %d jobs ended as %s after %s", SEED, jobs.size(), ends(), done);
    }

    private void step() throws Exception {
        int dice = random.nextInt(100);
        if (dice < 45) {
            count("queue", this::queue);
        } else if (dice < 60) {
            count("weather", this::changeWeather);
        } else if (dice < 76) {
            count("kill agent", this::killAgent);
        } else if (dice < 84) {
            count("cancel", this::cancel);
        } else if (dice < 90) {
            count("kill node", this::killNode);
        } else if (dice < 96) {
            count("freeze node", this::freezeNode);
        } else {
            count("kill database", this::killDatabase);
        }
    }

    private void count(String name, Step step) throws Exception {
        step.take();
        done.merge(name, 1, Integer::sum);
    }

    private void queue() throws Exception {
        String vine = vines.get(random.nextInt(vines.size()));
        String type = TYPES.get(random.nextInt(TYPES.size()));
        try {
            jobs.add(owner.enqueue(vine, type));
        } catch (TrellisRefusal refusal) {
            if (refusal.code().equals("vine-needs-reconcile")) {
                owner.call("POST", "/api/vines/%s/reconcile".formatted(vine), null);
            }
        } catch (IOException _) {
            // Nobody answered; whether the job is queued, the database will say.
        }
    }

    private void changeWeather() {
        Agent agent = agents.get(random.nextInt(agents.size()));
        agent.proxy()
                .weather(
                        switch (random.nextInt(5)) {
                            case 0 -> Weather.foul();
                            case 1 -> Weather.answersLost();
                            case 2 -> Weather.cut();
                            case 3 -> Weather.changeable(random.nextLong(), 3);
                            default -> Weather.fair();
                        });
    }

    private void killAgent() throws IOException {
        Agent agent = agents.get(random.nextInt(agents.size()));
        agent.kill();
        agent.start();
    }

    private void cancel() throws Exception {
        if (jobs.isEmpty()) {
            return;
        }
        String job = jobs.get(random.nextInt(jobs.size()));
        // It gets a signal for that, if it runs.
        excuses.excuse(Invariant.I10, job);
        try {
            owner.call("POST", "/api/jobs/%s/cancel".formatted(job), null);
        } catch (IOException _) {
            // It has ended, or nobody answered.
        }
    }

    private void killNode() throws Exception {
        ApiNode node = rig.nodes().get(random.nextInt(rig.nodes().size()));
        // A start takes longer than most steps: without this there would hardly ever be a node.
        if (!rig.nodes().stream().allMatch(RandomScheduleIT::serves)) {
            return;
        }
        node.kill();
        node.launch();
    }

    /** As long as nobody has, the jobs of a vine whose agent was lost wait. */
    private void reconcileWhatNeedsIt() throws Exception {
        for (String vine : vines) {
            if (owner.vineRow(vine).path("reconcile").asBoolean()) {
                owner.call("POST", "/api/vines/%s/reconcile".formatted(vine), null);
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

    private void freezeNode() throws Exception {
        ApiNode node = rig.nodes().get(random.nextInt(rig.nodes().size()));
        node.freeze();
        pause(Duration.ofMillis(random.nextInt(2 * PAUSE_MILLIS_MAX)));
        node.thaw();
    }

    private void killDatabase() {
        if (random.nextBoolean()) {
            rig.database().kill();
        } else {
            rig.database().stop();
        }
        rig.database().start();
    }

    private void calmDown() throws Exception {
        for (Agent agent : agents) {
            agent.proxy().weather(Weather.fair());
            if (!agent.runs()) {
                agent.start();
            }
        }
        rig.launchNodes();
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
