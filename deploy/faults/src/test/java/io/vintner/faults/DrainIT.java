package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.faults.oracle.Invariant;
import io.vintner.faults.proxy.Fate;
import io.vintner.faults.rig.Agent;
import io.vintner.faults.terraform.Gate;
import io.vintner.faults.terraform.Script;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** SIGTERM to an agent: it takes nothing new, ends what it has, and says so to the last. */
class DrainIT extends FaultTest {

    private static final Map<String, String> TWO_JOBS = Map.of("VINTNER_TENDRIL_MAX_JOBS", "2");

    @Test
    void f18AnIdleAgentEndsAtOnceAndSaysThatItIsOffline() throws Exception {
        // Given
        Agent agent = startedAgent("idle");

        // When
        agent.askToDrain();
        int exitCode = agent.awaitExit(PATIENCE);

        // Then
        assertThat(exitCode).isZero();
        assertThat(statuses()).containsExactly("OFFLINE");
        String later = owner.enqueue(owner.vine(Script.quick()), "PLAN");
        agent.start();
        awaitEnd(later, "SUCCESS");
    }

    @Test
    void f18AJobThatWasClaimedForAnAgentThatLeavesIsGivenBack() throws Exception {
        // Given: of its questions only the last is answered, which does not wait
        Agent agent = startedAgent("leaving");
        agent.proxy()
                .weather(passage ->
                        passage.path().contains("/claim")
                                        && !passage.body().contains("\"wait_seconds\":0")
                                ? Fate.UNANSWERED
                                : Fate.PASSES);
        String job = owner.enqueue(owner.vine(Script.creating(1, 2)), "DEPLOY");
        patiently().until(() -> owner.status(job).equals("CLAIMED"));

        // When
        agent.askToDrain();
        int exitCode = agent.awaitExit(PATIENCE);

        // Then
        assertThat(exitCode).isZero();
        assertThat(owner.status(job)).isEqualTo("QUEUED");
        assertThat(happened(job, "released")).isEqualTo(1);
        assertThat(agent.data().resolve("claim-key")).doesNotExist();
        startedAgent("next");
        awaitEnd(job, "SUCCESS");
    }

    @Test
    void f18ADrainWaitsForAPlanAndForAnApplyAndBeatsUntilBothHaveEnded() throws Exception {
        // Given
        Agent agent = startedAgent("draining", TWO_JOBS);
        gate().holdAt("plan");
        Script work = Script.creating(1, 5);
        String applies = gateName() + "-apply";
        try (Gate held = rig.works().gate(applies)) {
            held.holdAt("apply-1");
            String apply = owner.enqueue(owner.vine(work.at(applies)), "DEPLOY");
            String plan = owner.enqueue(owner.vine(work.at(gateName())), "PLAN");
            patiently().until(() -> held.reached("apply-1"));
            awaitReached("plan");

            // When
            agent.askToDrain();
            patiently().until(() -> statuses().equals(List.of("DRAINING")));
            String tooLate = owner.enqueue(owner.vine(Script.quick()), "DEPLOY");
            AtomicInteger beats = beatsOf(agent);
            patiently().until(() -> beats.get() > 2);
            held.letGo("apply-1");
            awaitEnd(apply, "SUCCESS");
            int then = beats.get();
            patiently().until(() -> beats.get() > then + 1);
            gate().letGo("plan");
            int exitCode = agent.awaitExit(PATIENCE);

            // Then
            assertThat(exitCode).isZero();
            requireEnd(plan, "SUCCESS");
            assertThat(statuses()).containsExactly("OFFLINE");
            assertThat(owner.status(tooLate)).isEqualTo("QUEUED");
            startedAgent("next");
            awaitEnd(tooLate, "SUCCESS");
        }
    }

    @Test
    void f18ASecondSigtermCancelsGracefullyAndTheAgentLeavesWhenAllIsDelivered() throws Exception {
        // Given
        Agent agent = startedAgent("hurried");
        gate().holdAt("apply-1");
        String vine = owner.vine(Script.creating(3, 3).at(gateName()));
        String job = owner.enqueue(vine, "DEPLOY");
        excuses.excuse(Invariant.I10, job);
        awaitReached("apply-1");

        // When
        agent.askToDrain();
        patiently().until(() -> statuses().equals(List.of("DRAINING")));
        assertThat(work(job).signals()).isZero();
        agent.askToDrain();
        int exitCode = agent.awaitExit(PATIENCE);

        // Then
        assertThat(exitCode).isZero();
        requireEnd(job, "CANCELLED");
        assertThat(work(job).signals()).isEqualTo(1);
        assertThat(stored(job, "SYSTEM"))
                .containsOnlyOnce("cancel asked by the shutdown of the tendril\n")
                .containsOnlyOnce("sent SIGTERM to terraform\n");
        assertThat(owner.states(vine).getLast().path("created").asInt()).isEqualTo(1);
        assertThat(statuses()).containsExactly("OFFLINE");
    }

    @Test
    void f18AnAgentWhoseGraceIsOverBeforeItsApplyIsGoesOnWithItWhenItIsStartedAgain()
            throws Exception {
        // Given
        Agent agent = startedAgent("graceless");
        gate().holdAt("apply-1");
        String job = owner.enqueue(owner.vine(Script.creating(2, 5).at(gateName())), "DEPLOY");
        awaitReached("apply-1");
        agent.askToDrain();
        patiently().until(() -> statuses().equals(List.of("DRAINING")));

        // When
        agent.kill();
        agent.start();
        patiently().until(() -> statuses().equals(List.of("ONLINE")));
        gate().letGo("apply-1");

        // Then
        awaitEnd(job, "SUCCESS");
        assertThat(work(job).created()).containsExactly(1, 2);
        awaitEnd(owner.enqueue(owner.vine(Script.quick()), "CONNECTION_TEST"), "SUCCESS");
    }

    private List<String> statuses() throws Exception {
        return owner.call("GET", "/api/workers", null).path("items").findValuesAsText("status");
    }
}
