package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.faults.proxy.Fate;
import io.vintner.faults.proxy.Weather;
import io.vintner.faults.rig.Agent;
import io.vintner.faults.terraform.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * The API or its database is away at the very moment when a plan or a state goes there: both are
 * brought when it is back, and nobody is told of success before.
 */
class LostUploadIT extends FaultTest {

    private static final String PLAN = "/plan-artifact";
    private static final String STATE = "/api/state/";

    private static final Duration AWAY =
            Duration.ofSeconds(Integer.getInteger("faults.outage.seconds", 10));

    /** What is away for a while. */
    private interface Outage {
        void begin() throws Exception;

        void end() throws Exception;
    }

    @Test
    void f16APlanIsStoredWhenTheNodesAreBackAndReportedOnlyThen() throws Exception {
        aPlanSurvives(nodesAway());
    }

    @Test
    void f16APlanIsStoredWhenTheDatabaseIsBackAndReportedOnlyThen() throws Exception {
        aPlanSurvives(databaseAway());
    }

    @Test
    void f16AStateIsStoredWhenTheNodesAreBackAndSuccessIsReportedOnlyThen() throws Exception {
        aStateSurvives(nodesAway());
    }

    @Test
    void f16AStateIsStoredWhenTheDatabaseIsBackAndSuccessIsReportedOnlyThen() throws Exception {
        aStateSurvives(databaseAway());
    }

    @Test
    void f16AStateOfWhichNobodyHeardThatItWasStoredIsStoredOnce() throws Exception {
        // Given
        Agent agent = startedAgent("deaf");
        gate().holdAt("apply-2");
        String vine = owner.vine(Script.creating(3, 5).at(gateName()));
        String job = owner.enqueue(vine, "DEPLOY");
        awaitReached("apply-2");

        // When
        AtomicInteger unheard = loseAt(agent, STATE, Fate.UNANSWERED);
        gate().letGo("apply-2");
        patiently().until(() -> !work(job).ended().isEmpty() && unheard.get() >= 2);
        assertThat(owner.status(job)).isEqualTo("PROCESSING");
        agent.proxy().weather(Weather.fair());

        // Then
        awaitEnd(job, "SUCCESS");
        assertThat(created(vine)).isSorted().doesNotHaveDuplicates().endsWith(3);
    }

    private void aPlanSurvives(Outage outage) throws Exception {
        // Given
        Agent agent = startedAgent("patient");
        String vine = owner.vine(Script.creating(2, 5));
        AtomicInteger lost = loseAt(agent, PLAN, Fate.LOST);
        String plan = owner.enqueue(vine, "PLAN");
        patiently().until(() -> lost.get() > 0);

        // When
        away(agent, outage, PLAN, plan);

        // Then
        awaitEnd(plan, "SUCCESS");
        String deploy = owner.enqueue(vine, "DEPLOY", Map.of("plan_job_id", plan));
        awaitEnd(deploy, "SUCCESS");
        assertThat(work(deploy).begun()).isEqualTo(work(plan).planned()).hasSize(1);
    }

    private void aStateSurvives(Outage outage) throws Exception {
        // Given
        Agent agent = startedAgent("patient");
        gate().holdAt("apply-2");
        String vine = owner.vine(Script.creating(3, 5).at(gateName()));
        String job = owner.enqueue(vine, "DEPLOY");
        awaitReached("apply-2");
        AtomicInteger lost = loseAt(agent, STATE, Fate.LOST);
        gate().letGo("apply-2");
        patiently().until(() -> !work(job).ended().isEmpty() && lost.get() > 0);

        // When
        away(agent, outage, STATE, job);

        // Then
        awaitEnd(job, "SUCCESS");
        assertThat(created(vine)).endsWith(3);
    }

    /** The outage takes the place of the lost requests: whoever asks meanwhile finds nobody. */
    private void away(Agent agent, Outage outage, String path, String job) throws Exception {
        assertThat(owner.status(job)).isEqualTo("PROCESSING");
        outage.begin();
        long gone = System.nanoTime();
        AtomicInteger tried = loseAt(agent, path, Fate.PASSES);
        Awaitility.await()
                .atMost(AWAY.plus(PATIENCE))
                .until(() -> System.nanoTime() - gone > AWAY.toNanos() && tried.get() > 0);
        outage.end();
    }

    /** From now on writes to these paths have that fate; counts them. */
    private static AtomicInteger loseAt(Agent agent, String path, Fate fate) {
        AtomicInteger met = new AtomicInteger();
        agent.proxy()
                .weather(passage -> {
                    if (passage.reads() || !passage.path().contains(path)) {
                        return Fate.PASSES;
                    }
                    met.incrementAndGet();
                    return fate;
                });
        return met;
    }

    /** How many resources each version of the vine's state has, oldest first. */
    private List<Integer> created(String vine) throws Exception {
        return owner.states(vine).stream().map(state -> state.path("created").asInt()).toList();
    }

    private Outage nodesAway() {
        return new Outage() {
            @Override
            public void begin() {
                rig.killNodes();
            }

            @Override
            public void end() throws Exception {
                rig.launchNodes();
            }
        };
    }

    private Outage databaseAway() {
        return new Outage() {
            @Override
            public void begin() {
                rig.database().stop();
            }

            @Override
            public void end() {
                rig.database().start();
            }
        };
    }
}
