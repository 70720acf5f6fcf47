package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vintner.faults.oracle.Invariant;
import io.vintner.faults.oracle.StoredLog;
import io.vintner.faults.proxy.Fate;
import io.vintner.faults.proxy.Weather;
import io.vintner.faults.rig.Agent;
import io.vintner.faults.rig.Rig;
import io.vintner.faults.rig.RunningCommand;
import io.vintner.faults.terraform.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A kill of the agent, alone or with all that it had started, at the moments that matter. */
class KilledAgentIT extends FaultTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void f1AnAgentThatIsKilledInAPlanGoesOnWithIt() throws Exception {
        // Given
        Agent agent = startedAgent("killed");
        gate().holdAt("plan");
        String job = owner.enqueue(owner.vine(Script.creating(0, 20).at(gateName())), "PLAN");
        awaitReached("plan");

        // When
        agent.kill();
        agent.start();
        awaitResumed(job);
        gate().letGo("plan");

        // Then
        awaitEnd(job, "SUCCESS");
        awaitDelivered(agent);
        assertThat(happened(job, "claimed")).isEqualTo(1);
        assertThat(stored(job, "SYSTEM"))
                .containsOnlyOnce("terraform init ended with exit code 0\n")
                .containsOnlyOnce("terraform plan\n")
                .containsOnlyOnce("terraform plan ended with exit code 0\n");
    }

    @Test
    void f1AnAgentThatIsKilledAgainAndAgainInAnApplyGoesOnWithIt() throws Exception {
        // Given
        Agent agent = startedAgent("killed");
        gate().holdAt("apply-1");
        gate().holdAt("apply-2");
        String job = owner.enqueue(owner.vine(Script.creating(3, 10).at(gateName())), "DEPLOY");
        awaitReached("apply-1");

        // When
        agent.kill();
        gate().letGo("apply-1");
        awaitReached("apply-2");
        agent.start();
        patiently().until(() -> stored(job, "STDOUT").contains("apply stdout 20 "));
        agent.kill();
        gate().letGo("apply-2");
        agent.start();

        // Then
        awaitEnd(job, "SUCCESS");
        awaitDelivered(agent);
        assertThat(happened(job, "claimed")).isEqualTo(1);
        assertThat(work(job).created()).containsExactly(1, 2, 3);
        assertThat(stored(job, "SYSTEM"))
                .containsOnlyOnce("terraform apply\n")
                .containsOnlyOnce("terraform apply ended with exit code 0\n");
    }

    @Test
    void f1WhatEndedWhileNoAgentWasThereIsReportedAsItEnded() throws Exception {
        // Given
        Agent agent = startedAgent("killed");
        gate().holdAt("apply-2");
        String job = owner.enqueue(owner.vine(Script.creating(2, 10).at(gateName())), "DEPLOY");
        awaitReached("apply-2");

        // When
        Path exitCode = awaitTerraform(agent, job).exitCode();
        agent.kill();
        gate().letGo("apply-2");
        patiently().until(() -> Files.exists(exitCode));
        agent.start();

        // Then
        awaitEnd(job, "SUCCESS");
        assertThat(work(job).created()).containsExactly(1, 2);
    }

    @Test
    void f1AReportWhoseAnswerNobodyHeardIsMadeAgainAndIsNoHarm() throws Exception {
        // Given
        Agent agent = startedAgent("unheard");
        gate().holdAt("apply-1");
        String job = owner.enqueue(owner.vine(Script.creating(1, 5).at(gateName())), "DEPLOY");
        awaitReached("apply-1");
        agent.proxy().weather(Weather.at("/status", Fate.UNANSWERED));
        gate().letGo("apply-1");
        awaitEnd(job, "SUCCESS");

        // When
        agent.kill();
        agent.proxy().weather(Weather.fair());
        agent.start();

        // Then
        awaitDelivered(agent);
        assertThat(owner.status(job)).isEqualTo("SUCCESS");
        assertThat(stored(job, "SYSTEM")).containsOnlyOnce("job succeeded\n");
    }

    @Test
    void f1AnAgentThatIsKilledRightAfterTheSealTakesItsLogForComplete() throws Exception {
        // Given
        Agent agent = startedAgent("sealing");
        agent.proxy().weather(Weather.at("/logs/seal", Fate.UNANSWERED));
        String job = owner.enqueue(owner.vine(Script.creating(1, 5)), "DEPLOY");
        patiently().until(() -> logState(job).equals("SEALED"));

        // When
        agent.kill();
        agent.proxy().weather(Weather.fair());
        agent.start();

        // Then
        awaitDelivered(agent);
        assertThat(owner.status(job)).isEqualTo("SUCCESS");
        assertThat(said(agent))
                .doesNotContain("job log is not complete")
                .doesNotContain("job log is not sealed")
                .doesNotContain("does not have the whole job log");
    }

    @Test
    void f1RealTerraformGoesOnToo() throws Exception {
        // Given
        Agent agent = startedAgent("real", Rig.REAL_TERRAFORM);
        String vine =
                owner.realVine(
                        """
                        resource "terraform_data" "wine" {
                          provisioner "local-exec" {
                            command = "for i in 1 2 3 4 5 6; do echo glass $i; sleep 1; done"
                          }
                        }
                        """);
        String job = owner.enqueue(vine, "DEPLOY");
        patiently().until(() -> stored(job, "STDOUT").contains("glass 2"));

        // When
        agent.kill();
        agent.start();

        // Then
        awaitEnd(job, "SUCCESS");
        awaitDelivered(agent);
        assertThat(stored(job, "STDOUT"))
                .containsOnlyOnce("glass 6")
                .contains("Apply complete! Resources: 1 added");
        assertThat(owner.states(vine).getLast().at("/resources/0/type").asText())
                .isEqualTo("terraform_data");
    }

    @Test
    void f2AnApplyThatDiedWithItsWrapperAndItsAgentHasFailedAndIsNeverRunAgain() throws Exception {
        // Given
        Agent agent = startedAgent("dead");
        gate().holdAt("apply-2");
        String vine = owner.vine(Script.creating(3, 10).at(gateName()));
        String job = owner.enqueue(vine, "DEPLOY");
        excuses.excuse(Invariant.I10, job);
        awaitReached("apply-2");

        // When
        killAll(agent, job);
        gate().letGo("apply-2");
        agent.start();

        // Then
        awaitEnd(job, "FAILED");
        assertThat(owner.job(job).path("error_code").asText()).isEqualTo("OUTCOME_UNKNOWN");
        assertThat(owner.job(job).path("error_message").asText())
                .isEqualTo("terraform apply is gone and left no exit code");
        assertThat(owner.states(vine).getLast().path("created").asInt()).isEqualTo(2);
        assertThat(owner.vineRow(vine).path("reconcile").asBoolean()).isTrue();
        owner.reconcile(vine);
        awaitEnd(owner.enqueue(vine, "PLAN"), "SUCCESS");
        assertThat(work(job).created()).containsExactly(1, 2);
    }

    @Test
    void f2WithoutItsAgentItCountsAsLostAndWhatIsLeftIsToldWhenThatIsBack() throws Exception {
        // Given
        Agent agent = startedAgent("dead");
        awaitEndOfCalm();
        gate().holdAt("apply-2");
        String vine = owner.vine(Script.creating(3, 10).at(gateName()));
        String job = owner.enqueue(vine, "DEPLOY");
        excuses.excuse(Invariant.I10, job);
        awaitReached("apply-2");

        // When
        killAll(agent, job);
        gate().letGo("apply-2");
        awaitEnd(job, "FAILED");
        String verdict = owner.job(job).path("error_code").asText();
        agent.start();
        awaitDelivered(agent);

        // Then
        assertThat(verdict).isEqualTo("AGENT_LOST");
        assertThat(owner.job(job).path("error_code").asText()).isEqualTo("AGENT_LOST");
        // That its lease was lost counts as a wish that it ends.
        assertThat(lateOutcomes(job)).hasSize(1).doesNotContain("SUCCESS");
        assertThat(owner.vineRow(vine).path("reconcile").asBoolean()).isTrue();
        assertThat(work(job).created()).containsExactly(1, 2);
    }

    @Test
    void f2AfterARestartOfTheMachineNothingIsBelievedAndNothingIsRun() throws Exception {
        // Given
        Agent agent = startedAgent("rebooted");
        gate().holdAt("apply-1");
        String vine = owner.vine(Script.creating(3, 5).at(gateName()));
        String job = owner.enqueue(vine, "DEPLOY");
        excuses.excuse(Invariant.I10, job);
        awaitReached("apply-1");

        // When
        RunningCommand apply = killAll(agent, job);
        Files.writeString(apply.exitCode(), "0\n");
        pretendAnotherBoot(agent.jobFolder(job).resolve("lease.json"));
        agent.start();

        // Then
        awaitEnd(job, "FAILED");
        assertThat(owner.job(job).path("error_code").asText()).isEqualTo("OUTCOME_UNKNOWN");
        assertThat(owner.job(job).path("error_message").asText())
                .startsWith("the machine of the tendril was restarted");
        assertThat(owner.states(vine).getLast().path("created").asInt()).isEqualTo(1);
        assertThat(work(job).created()).containsExactly(1);
    }

    @Test
    void f3APlanThatDiedWithItsAgentIsRunOnceMoreAndBothLogsAreKept() throws Exception {
        // Given
        Agent agent = startedAgent("dead");
        gate().holdAt("plan");
        String job = owner.enqueue(owner.vine(Script.creating(0, 10).at(gateName())), "PLAN");
        awaitReached("plan");
        patiently().until(() -> stored(job, "STDOUT").contains("plan stdout 10 "));

        // When
        killAll(agent, job);
        gate().letGo("plan");
        agent.start();

        // Then
        awaitEnd(job, "SUCCESS");
        assertThat(owner.job(job).path("attempt").asInt()).isEqualTo(2);
        assertThat(happened(job, "claimed")).isEqualTo(2);
        StoredLog first = StoredLog.read(rig.database(), job, 1);
        assertThat(first.text("SYSTEM"))
                .contains("attempt 1")
                .doesNotContain("terraform plan ended with exit code 0");
        assertThat(first.text("STDOUT"))
                .contains("plan stdout 10 ")
                .doesNotContain("plan stdout 11 ");
        assertThat(StoredLog.read(rig.database(), job, 2).text("SYSTEM")).contains("attempt 2");
    }

    @Test
    void f4AJobWhoseClaimNobodyHeardOfIsGivenToTheSameAgentAgain() throws Exception {
        // Given
        Agent agent = startedAgent("unheard");
        agent.proxy().weather(Weather.at("/claim", Fate.UNANSWERED));
        String job = owner.enqueue(owner.vine(Script.creating(1, 2)), "DEPLOY");
        patiently().until(() -> owner.status(job).equals("CLAIMED"));

        // When
        agent.kill();
        agent.proxy().weather(Weather.fair());
        agent.start();

        // Then: at once, unless the start took so long that it was free for everybody
        awaitEnd(job, "SUCCESS");
        assertThat(happened(job, "claimed")).isEqualTo(1 + happened(job, "lapsed"));
        assertThat(happened(job, "started")).isEqualTo(1);
    }

    @Test
    void f4AJobWhoseClaimNobodyHeardOfIsQueuedAgainWhenItsAgentStaysAway() throws Exception {
        // Given
        Agent agent = startedAgent("unheard");
        awaitEndOfCalm();
        agent.proxy().weather(Weather.at("/claim", Fate.UNANSWERED));
        String job = owner.enqueue(owner.vine(Script.creating(1, 2)), "DEPLOY");
        patiently().until(() -> owner.status(job).equals("CLAIMED"));

        // When
        agent.kill();
        startedAgent("other");

        // Then
        awaitEnd(job, "SUCCESS");
        assertThat(happened(job, "lapsed")).isEqualTo(1);
        assertThat(happened(job, "claimed")).isEqualTo(2);
        assertThat(happened(job, "started")).isEqualTo(1);
        assertThat(owner.job(job).path("attempt").asInt()).isEqualTo(1);
    }

    private void awaitResumed(String job) {
        patiently()
                .until(() ->
                        stored(job, "SYSTEM")
                                .contains("was started again and goes on with this job\n"));
    }

    private String logState(String job) throws Exception {
        List<String> state =
                rig.database()
                        .list(
                                "select state from job_log_heads where job_id = ?::uuid",
                                row -> row.getString(1),
                                job);
        return state.isEmpty() ? "" : state.getFirst();
    }

    /** The agent, the wrapper and Terraform. */
    private static RunningCommand killAll(Agent agent, String job) throws Exception {
        RunningCommand command = awaitTerraform(agent, job);
        agent.kill();
        command.killBoth();
        return command;
    }

    /** The kernel's boot id cannot be changed; what the journal says of it can. */
    private static void pretendAnotherBoot(Path lease) throws Exception {
        ObjectNode json = (ObjectNode) JSON.readTree(lease.toFile());
        json.put("boot", "another");
        JSON.writeValue(lease.toFile(), json);
    }
}
