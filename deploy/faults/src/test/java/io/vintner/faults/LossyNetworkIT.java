package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.faults.oracle.StoredLog;
import io.vintner.faults.proxy.Weather;
import io.vintner.faults.rig.Agent;
import io.vintner.faults.terraform.Script;
import org.junit.jupiter.api.Test;

/** What a bad network between agent and API does: nothing, or what is said here. */
class LossyNetworkIT extends FaultTest {

    private static final Script WORK = Script.creating(3, 10);

    @Test
    void f9RepeatedLostAndSwappedRequestsEndInTheSameLogAsACleanRun() throws Exception {
        // Given
        Agent agent = startedAgent("wet");
        String clean = owner.enqueue(owner.vine(WORK), "DEPLOY");
        awaitEnd(clean, "SUCCESS");

        // When
        agent.proxy().weather(Weather.foul());
        String foul = owner.enqueue(owner.vine(WORK), "DEPLOY");
        awaitEnd(foul, "SUCCESS");

        // Then
        for (String stream : new String[] {"STDOUT", "STDERR"}) {
            patiently()
                    .untilAsserted(() ->
                            assertThat(stored(foul, stream)).isEqualTo(stored(clean, stream)));
        }
        assertThat(work(foul).created()).isEqualTo(work(clean).created());
        assertThat(steps(foul)).isEqualTo(steps(clean));
        agent.proxy().weather(Weather.fair());
    }

    @Test
    void f7ASilenceThatIsShorterThanTheVerdictIsNoHarm() throws Exception {
        // Given
        Agent agent = startedAgent("cut");
        gate().holdAt("apply-1");
        String job = owner.enqueue(owner.vine(WORK.at(gateName())), "DEPLOY");
        awaitReached("apply-1");

        // When
        agent.proxy().weather(Weather.answersLost());
        gate().letGo("apply-1");
        patiently().until(() -> !work(job).ended().isEmpty());
        agent.proxy().weather(Weather.fair());

        // Then
        awaitEnd(job, "SUCCESS");
    }

    @Test
    void f7AnApplyOfAnAgentThatWasLostIsToldAfterTheVerdictAndChangesNothing() throws Exception {
        // Given
        Agent agent = startedAgent("gone");
        gate().holdAt("apply-1");
        String vine = owner.vine(WORK.at(gateName()));
        String job = owner.enqueue(vine, "DEPLOY");
        awaitReached("apply-1");
        awaitEndOfCalm();

        // When
        agent.proxy().weather(Weather.cut());
        awaitEnd(job, "FAILED");
        gate().letGo("apply-1");
        patiently().until(() -> !work(job).ended().isEmpty());
        agent.proxy().weather(Weather.fair());

        // Then
        assertThat(owner.job(job).path("error_code").asText()).isEqualTo("AGENT_LOST");
        assertThat(owner.vineRow(vine).path("reconcile").asBoolean()).isTrue();
        patiently().until(() -> agent.unfinished().isEmpty());
        assertThat(owner.status(job)).isEqualTo("FAILED");
        assertThat(lateOutcomes(job)).containsExactly("SUCCESS");
        owner.call("POST", "/api/vines/%s/reconcile".formatted(vine), null);
        String next = owner.enqueue(vine, "PLAN");
        awaitEnd(next, "SUCCESS");
    }

    @Test
    void f8AnAgentThatComesBackToAVineThatWentOnWithoutItChangesNothing() throws Exception {
        // Given
        Agent old = startedAgent("old");
        gate().holdAt("apply-1");
        String vine = owner.vine(WORK.at(gateName()));
        String lost = owner.enqueue(vine, "DEPLOY");
        awaitReached("apply-1");
        awaitEndOfCalm();
        old.proxy().weather(Weather.cut());
        awaitEnd(lost, "FAILED");
        owner.call("POST", "/api/vines/%s/reconcile".formatted(vine), null);

        // When
        startedAgent("new");
        String next = owner.enqueue(vine, "DEPLOY");
        gate().letGo("apply-1");
        awaitEnd(next, "SUCCESS");
        var after = owner.states(vine);
        old.proxy().weather(Weather.fair());
        patiently().until(() -> old.unfinished().isEmpty());

        // Then
        assertThat(owner.states(vine)).isEqualTo(after);
        var orphans =
                owner.call("GET", "/api/state/%s/orphans".formatted(vine), null).path("items");
        assertThat(orphans.findValuesAsText("job_id")).containsOnly(lost);
        assertThat(owner.status(lost)).isEqualTo("FAILED");
        assertThat(owner.vineRow(vine).path("status").asText()).isEqualTo("ACTIVE");
        assertThat(work(lost).created()).containsExactly(1, 2, 3);
    }

    /** The lines of the agent's own say the same in the same order, names and serials included. */
    private String steps(String job) throws Exception {
        return StoredLog.read(rig.database(), job, 1)
                .text("SYSTEM")
                .replaceAll("state stored, serial \\d+\n", "");
    }
}
