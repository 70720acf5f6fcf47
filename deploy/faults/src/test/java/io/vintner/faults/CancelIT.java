package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vintner.faults.oracle.Invariant;
import io.vintner.faults.proxy.Fate;
import io.vintner.faults.proxy.Weather;
import io.vintner.faults.rig.Agent;
import io.vintner.faults.rig.Rig;
import io.vintner.faults.terraform.Gate;
import io.vintner.faults.terraform.Script;
import io.vintner.local.demo.TrellisRefusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A person ends a job: in whatever phase it is, Terraform hears of it once, and its state stays.
 */
class CancelIT extends FaultTest {

    private static final int RACES = Integer.getInteger("faults.cancel.races", 6);
    private static final int RACE_STEP_MILLIS = 200;

    /** Once it was asked to end it does, when the gate lets it. */
    private static final String SLOW_TO_END = "while [ -e $gate/hold-end ]; do sleep 0.05; done";

    @Test
    void f17AJobThatIsCancelledBeforeItHasStartedNeverRuns() throws Exception {
        // Given: one that its agent has, and cannot say that it starts; and one that waits
        Agent agent = startedAgent("mute");
        agent.proxy().weather(Weather.at("/status", Fate.LOST));
        String claimed = owner.enqueue(owner.vine(Script.quick()), "DEPLOY");
        patiently().until(() -> owner.status(claimed).equals("CLAIMED"));
        String queued = owner.enqueue(owner.vine(Script.quick()), "DEPLOY");

        // When
        owner.cancel(queued, "graceful");
        owner.cancel(claimed, "graceful");

        // Then
        requireEnd(queued, "CANCELLED");
        requireEnd(claimed, "CANCELLED");
        agent.proxy().weather(Weather.fair());
        awaitDelivered(agent);
        awaitEnd(owner.enqueue(owner.vine(Script.quick()), "CONNECTION_TEST"), "SUCCESS");
        assertThat(work(claimed).begun()).isEmpty();
        assertThat(work(queued).begun()).isEmpty();
    }

    @Test
    void f17ADeployThatIsCancelledWhileItPlansAppliesNothing() throws Exception {
        // Given
        startedAgent("planning");
        gate().holdAt("plan");
        String vine = owner.vine(Script.creating(2, 3).at(gateName()));
        String job = owner.enqueue(vine, "DEPLOY");
        excuses.excuse(Invariant.I10, job);
        awaitReached("plan");

        // When
        owner.cancel(job, "graceful");

        // Then
        awaitEnd(job, "CANCELLED");
        assertThat(work(job).signals()).isEqualTo(1);
        assertThat(work(job).begun()).isEmpty();
        assertThat(owner.vineRow(vine).path("reconcile").asBoolean()).isFalse();
    }

    @Test
    void f17HoweverOftenACancelIsAskedTerraformGetsOneSignalAndItsStateIsStored() throws Exception {
        // Given
        Agent agent = startedAgent("asked");
        gate().holdAt("apply-2");
        gate().holdAt("end");
        String vine = owner.vine(slowToEnd());
        String job = owner.enqueue(vine, "DEPLOY");
        excuses.excuse(Invariant.I10, job);
        awaitReached("apply-2");

        // When
        owner.cancel(job, "graceful");
        patiently().until(() -> work(job).signals() > 0);
        for (int node = 0; node < rig.nodes().size(); node++) {
            owner.callNode(node, "POST", "/api/jobs/%s/cancel".formatted(job), null);
        }
        awaitTwoBeats(agent);
        gate().letGo("end");

        // Then
        awaitEnd(job, "CANCELLED");
        assertThat(work(job).signals()).isEqualTo(1);
        assertThat(happened(job, "cancel-asked")).isEqualTo(1);
        assertThat(owner.states(vine).getLast().path("created").asInt()).isEqualTo(2);
    }

    @Test
    void f17ForceIsForASecondWishAndLeavesAVineToBeLookedAt() throws Exception {
        // Given
        startedAgent("forced");
        gate().holdAt("apply-1");
        gate().holdAt("end");
        String vine = owner.vine(slowToEnd());
        String job = owner.enqueue(vine, "DEPLOY");
        excuses.excuse(Invariant.I10, job);
        awaitReached("apply-1");

        // When
        TrellisRefusal refusal =
                catchThrowableOfType(TrellisRefusal.class, () -> owner.cancel(job, "force"));
        owner.cancel(job, "graceful");
        patiently().until(() -> work(job).signals() > 0);
        owner.cancel(job, "force");

        // Then
        assertThat(refusal.code()).isEqualTo("illegal-transition");
        awaitEnd(job, "CANCELLED");
        assertThat(owner.job(job).path("error_message").asText())
                .isEqualTo("terraform apply was ended by signal 9");
        patiently()
                .untilAsserted(() ->
                        assertThat(stored(job, "SYSTEM"))
                                .containsOnlyOnce("sent SIGTERM to terraform\n")
                                .containsOnlyOnce("sent SIGKILL to terraform\n"));
        assertThat(work(job).ended()).isEmpty();
        assertThat(owner.states(vine).getLast().path("created").asInt()).isEqualTo(1);
        assertThat(owner.vineRow(vine).path("reconcile").asBoolean()).isTrue();
        owner.reconcile(vine);
        awaitEnd(owner.enqueue(vine, "PLAN"), "SUCCESS");
    }

    @Test
    void f17ACancelThatComesTooLateChangesNothing() throws Exception {
        // Given: Terraform has done what it should, and no ear for signals any more
        startedAgent("late");
        gate().holdAt("done");
        String vine =
                owner.vine(
                        Script.creating(2, 3)
                                .at(gateName())
                                .ending("apply", "trap \"echo too late\" TERM; hold done"));
        String job = owner.enqueue(vine, "DEPLOY");
        awaitReached("done");

        // When
        owner.cancel(job, "graceful");
        patiently().until(() -> stored(job, "STDOUT").contains("too late"));
        gate().letGo("done");

        // Then
        awaitEnd(job, "SUCCESS");
        assertThat(owner.vineRow(vine).path("status").asText()).isEqualTo("ACTIVE");
        assertThat(stored(job, "STDOUT")).containsOnlyOnce("too late");
    }

    @Test
    void f17ACancelThatRacesTheEndHasOneOutcomeWhichIsWhatTerraformDid() throws Exception {
        // Given
        startedAgent("racing");
        int cancelled = 0;
        for (int race = 0; race < RACES; race++) {
            String gateOfRace = gateName() + race;
            try (Gate held = rig.works().gate(gateOfRace)) {
                held.holdAt("apply-1");
                Script once = Script.quick().at(gateOfRace);
                String job = owner.enqueue(owner.vine(once), "DEPLOY");
                excuses.excuse(Invariant.I10, job);
                patiently().until(() -> held.reached("apply-1"));

                // When: it is heard with the next heartbeat, which is a second away at most
                try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    CompletableFuture<Void> end =
                            CompletableFuture.runAsync(
                                    () -> letGo(held, "apply-1"),
                                    CompletableFuture.delayedExecutor(
                                            (long) race * RACE_STEP_MILLIS,
                                            TimeUnit.MILLISECONDS,
                                            threads));
                    cancelUnlessEnded(job);
                    end.join();
                }

                // Then
                patiently().until(() -> owner.hasEnded(job));
                boolean undisturbed = work(job).ended().equals(List.of("0"));
                requireEnd(job, undisturbed ? "SUCCESS" : "CANCELLED");
                cancelled += undisturbed ? 0 : 1;
                assertThat(work(job).signals()).isLessThanOrEqualTo(1);
                assertThat(work(job).created()).containsExactly(1);
            }
        }
        print("f17: of %d cancels that raced the end %d were in time", RACES, cancelled);
    }

    @Test
    void f17ACancelThatWasAskedBeforeTheApiWasRestartedIsHeardAfterwards() throws Exception {
        // Given
        Agent agent = startedAgent("deaf");
        gate().holdAt("apply-1");
        String job = owner.enqueue(owner.vine(Script.creating(3, 3).at(gateName())), "DEPLOY");
        excuses.excuse(Invariant.I10, job);
        awaitReached("apply-1");

        // When
        agent.proxy().weather(Weather.cut());
        owner.cancel(job, "graceful");
        rig.killNodes();
        rig.launchNodes();
        assertThat(work(job).signals()).isZero();
        agent.proxy().weather(Weather.fair());

        // Then
        awaitEnd(job, "CANCELLED");
        assertThat(work(job).signals()).isEqualTo(1);
        assertThat(work(job).created()).containsExactly(1);
    }

    @Test
    void f17ACancelThatWasHeardBeforeAKillOfTheAgentStaysOneSignal() throws Exception {
        // Given
        Agent agent = startedAgent("killed");
        gate().holdAt("apply-1");
        gate().holdAt("end");
        String job = owner.enqueue(owner.vine(slowToEnd()), "DEPLOY");
        excuses.excuse(Invariant.I10, job);
        awaitReached("apply-1");
        owner.cancel(job, "graceful");
        patiently().until(() -> work(job).signals() > 0);

        // When
        agent.kill();
        agent.start();
        awaitTwoBeats(agent);
        gate().letGo("end");

        // Then
        awaitEnd(job, "CANCELLED");
        assertThat(work(job).signals()).isEqualTo(1);
        patiently()
                .untilAsserted(() ->
                        assertThat(stored(job, "SYSTEM"))
                                .containsOnlyOnce("cancel asked by the control plane\n"));
    }

    @Test
    void f17RealTerraformHearsOneInterruptAndEndsInOrder() throws Exception {
        // Given
        startedAgent("real", Rig.REAL_TERRAFORM);
        String vine =
                owner.realVine(
                        """
                        resource "terraform_data" "first" {}
                        resource "terraform_data" "wine" {
                          depends_on = [terraform_data.first]
                          provisioner "local-exec" {
                            command = "for i in $(seq 60); do echo glass $i; sleep 1; done"
                          }
                        }
                        """);
        String job = owner.enqueue(vine, "DEPLOY");
        patiently().until(() -> stored(job, "STDOUT").contains("glass 2"));

        // When
        owner.cancel(job, "graceful");

        // Then
        awaitEnd(job, "CANCELLED");
        patiently()
                .untilAsserted(() ->
                        assertThat(stored(job, "STDOUT"))
                                .containsOnlyOnce("Interrupt received.")
                                .doesNotContain("Two interrupts received"));
        assertThat(owner.states(vine).getLast().at("/resources/0/name").asText())
                .isEqualTo("first");
    }

    private Script slowToEnd() {
        return Script.creating(3, 3).at(gateName()).ending("apply", SLOW_TO_END);
    }

    /** Each heartbeat repeats what a person wants; the third comes once two were answered. */
    private static void awaitTwoBeats(Agent agent) {
        AtomicInteger beats = beatsOf(agent);
        patiently().until(() -> beats.get() > 2);
    }

    private void cancelUnlessEnded(String job) {
        try {
            owner.cancel(job, "graceful");
        } catch (TrellisRefusal ended) {
            assertThat(ended.code()).isEqualTo("illegal-transition");
        } catch (Exception unanswered) {
            throw new AssertionError(unanswered);
        }
    }

    private static void letGo(Gate gate, String place) {
        try {
            gate.letGo(place);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
