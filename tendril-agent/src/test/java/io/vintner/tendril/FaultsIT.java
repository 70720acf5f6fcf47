package io.vintner.tendril;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What a kill does to the shipped agent and its jobs. The numbers are those of the fault list that
 * the control plane is designed against.
 */
class FaultsIT extends FaultFixture {

    @Test
    void f1AnAgentThatIsKilledInAPlanGoesOnWithIt() throws Exception {
        // Given
        rig.holdAt("plan");
        StrictJob job = control.enqueue("PLAN", rig.module(0, 20));
        try (AgentProcess first = agent()) {
            rig.awaitReached("plan");

            // When
            first.kill();
        }
        try (AgentProcess second = agent()) {
            patiently(second).until(() -> control.named().contains(job.id));
            rig.letGo("plan");

            // Then
            awaitStatus(second, job, "SUCCESS");
            assertThat(job.statuses).containsExactly("CLAIMED", "PROCESSING", "SUCCESS");
            rig.assertWhole(control, job);
            assertThat(control.text(job, "SYSTEM"))
                    .containsOnlyOnce("was started again and goes on with this job\n")
                    .containsOnlyOnce("terraform init ended with exit code 0\n")
                    .containsOnlyOnce("terraform plan\n")
                    .containsOnlyOnce("terraform plan ended with exit code 0\n");
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(folder.resolve("data/jobs")).isEmptyDirectory());
        }
    }

    @Test
    void f1AnAgentThatIsKilledInAnApplyGoesOnWithIt() throws Exception {
        // Given
        rig.holdAt("apply-1");
        rig.holdAt("apply-2");
        StrictJob job = control.enqueue("DEPLOY", rig.module(3, 10));
        try (AgentProcess first = agent()) {
            rig.awaitReached("apply-1");

            // When
            first.kill();
        }
        rig.letGo("apply-1");
        rig.awaitReached("apply-2");
        try (AgentProcess second = agent()) {
            patiently(second).until(() -> control.text(job, "STDOUT").contains("apply stdout 20 "));
            second.kill();
        }
        rig.letGo("apply-2");
        try (AgentProcess third = agent()) {

            // Then
            awaitStatus(third, job, "SUCCESS");
            assertThat(job.statuses).containsExactly("CLAIMED", "PROCESSING", "SUCCESS");
            rig.assertCreated(3, 0);
            rig.assertWhole(control, job);
            assertThat(lastState()).contains("\"created\": 3");
            assertThat(control.text(job, "SYSTEM"))
                    .containsOnlyOnce("terraform apply\n")
                    .containsOnlyOnce("terraform apply ended with exit code 0\n");
        }
    }

    @Test
    void f1WhatEndedWhileNoAgentWasThereIsReportedAsItEnded() throws Exception {
        // Given
        rig.holdAt("apply-2");
        StrictJob job = control.enqueue("DEPLOY", rig.module(2, 10));
        try (AgentProcess first = agent()) {
            rig.awaitReached("apply-2");

            // When
            control.goAway();
            first.kill();
            rig.letGo("apply-2");
            Path exit = rig.command(job, "apply").resolve("exit");
            await().atMost(PATIENCE).until(() -> Files.exists(exit));
            control.comeBack();
        }
        try (AgentProcess second = agent()) {

            // Then
            awaitStatus(second, job, "SUCCESS");
            rig.assertCreated(2, 0);
            rig.assertWhole(control, job);
            assertThat(lastState()).contains("\"created\": 2");
        }
    }

    @Test
    void f1AReportWhoseAnswerNobodyHeardIsMadeAgainAndIsNoHarm() throws Exception {
        // Given
        StrictJob job = control.enqueue("DEPLOY", rig.module(1, 5));
        control.lost().all("/status", "SUCCESS");
        try (AgentProcess first = agent()) {
            awaitStatus(first, job, "SUCCESS");

            // When
            first.kill();
        }
        control.lost().none();
        try (AgentProcess second = agent()) {

            // Then
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(folder.resolve("data/jobs")).isEmptyDirectory());
            assertThat(job.statuses).containsExactly("CLAIMED", "PROCESSING", "SUCCESS");
            assertThat(control.text(job, "SYSTEM")).containsOnlyOnce("job succeeded\n");
            rig.assertCreated(1, 0);
            rig.assertWhole(control, job);
            second.failIfGone();
        }
    }

    @Test
    void f1AnAgentThatIsKilledRightAfterTheSealTakesItsLogForComplete() throws Exception {
        // Given
        StrictJob job = control.enqueue("DEPLOY", rig.module(1, 5));
        control.lost().all("/logs/seal", "");
        try (AgentProcess first = agent()) {
            patiently(first).until(() -> control.isSealed(job));

            // When
            first.kill();
        }
        control.lost().none();
        try (AgentProcess second = agent()) {

            // Then
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(folder.resolve("data/jobs")).isEmptyDirectory());
            assertThat(control.status(job)).isEqualTo("SUCCESS");
            assertThat(control.isSealed(job)).isTrue();
            assertThat(second.log())
                    .doesNotContain("job log is not complete")
                    .doesNotContain("job log is not sealed")
                    .doesNotContain("does not have the whole job log");
        }
    }

    @Test
    void f1KillsAtAnyMomentLoseAndDoubleNothing() throws Exception {
        // Given
        long seed = Long.getLong("faults.seed", 20_261_126L);
        Random random = new Random(seed);
        StrictJob job = control.enqueue("DEPLOY", rig.module(6, 20));
        int kills = 0;

        // When
        while (kills < 8 && !control.status(job).equals("SUCCESS")) {
            try (AgentProcess agent = agent()) {
                int beats = control.beats().size();
                patiently(agent).until(() -> control.beats().size() > beats);
                pause(random.nextInt(1500));
                agent.kill();
                kills++;
            }
        }

        // Then
        try (AgentProcess last = agent()) {
            awaitStatus(last, job, "SUCCESS");
            assertThat(job.statuses)
                    .as("seed %d, %d kills", seed, kills)
                    .containsExactly("CLAIMED", "PROCESSING", "SUCCESS");
            rig.assertCreated(6, 0);
            rig.assertWhole(control, job);
            assertThat(lastState()).contains("\"created\": 6");
        }
    }

    @Test
    void f2AnApplyThatDiedWithTheAgentHasFailedAndIsNeverRunAgain() throws Exception {
        // Given
        rig.holdAt("apply-2");
        StrictJob job = control.enqueue("DEPLOY", rig.module(3, 10));
        try (AgentProcess first = agent()) {
            rig.awaitReached("apply-2");

            // When
            first.kill();
        }
        rig.killTerraform(job, "apply");
        try (AgentProcess second = agent()) {

            // Then
            awaitStatus(second, job, "FAILED");
            assertThat(job.error).isEqualTo("terraform apply is gone and left no exit code");
            assertThat(job.code).isEqualTo("OUTCOME_UNKNOWN");
            assertThat(lastState()).as("the last snapshot is stored").contains("\"created\": 2");
            rig.assertCreated(2, 0);
            rig.assertWhole(control, job);
        }
    }

    @Test
    void f3APlanThatDiedWithTheAgentIsLeftToBeQueuedAgain() throws Exception {
        // Given
        rig.holdAt("plan");
        StrictJob job = control.enqueue("PLAN", rig.module(0, 10));
        try (AgentProcess first = agent()) {
            rig.awaitReached("plan");

            // When
            first.kill();
        }
        rig.killTerraform(job, "plan");
        rig.letGo("plan");
        try (AgentProcess second = agent()) {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(folder.resolve("data/jobs")).isEmptyDirectory());

            // Then
            assertThat(control.status(job)).isEqualTo("PROCESSING");
            assertThat(control.text(job, "SYSTEM"))
                    .endsWith(
                            "job is left to be queued again: terraform plan is gone and left no"
                                    + " exit code\n");
            int beats = control.beats().size();
            patiently(second).until(() -> control.beats().size() > beats + 1);
            assertThat(control.named()).doesNotContain(job.id);
            control.lapse(job);
            awaitStatus(second, job, "SUCCESS");
            assertThat(control.text(job, "SYSTEM")).contains("attempt 2");
            assertThat(job.earlierChunks).hasSize(1);
        }
    }

    @Test
    void f4AJobWhoseClaimNobodyHeardOfIsGivenToTheNextAgentAtOnce() throws Exception {
        // Given
        control.lost().all("/claim", "");
        StrictJob job = control.enqueue("PLAN", rig.module(0, 2));
        try (AgentProcess first = agent()) {
            awaitStatus(first, job, "CLAIMED");

            // When
            first.kill();
        }
        control.lost().none();
        try (AgentProcess second = agent()) {

            // Then
            awaitStatus(second, job, "SUCCESS");
            assertThat(job.statuses).containsExactly("CLAIMED", "PROCESSING", "SUCCESS");
        }
    }

    @Test
    void afterARestartOfTheMachineNothingIsBelievedAndNothingIsRun() throws Exception {
        // Given
        rig.holdAt("apply-1");
        StrictJob job = control.enqueue("DEPLOY", rig.module(3, 5));
        try (AgentProcess first = agent()) {
            rig.awaitReached("apply-1");

            // When
            first.kill();
        }
        rig.killTerraform(job, "apply");
        Files.writeString(rig.command(job, "apply").resolve("exit"), "0\n");
        pretendAnotherBoot(job);
        try (AgentProcess second = agent()) {

            // Then
            awaitStatus(second, job, "FAILED");
            assertThat(job.error).startsWith("the machine of the tendril was restarted");
            assertThat(job.code).isEqualTo("OUTCOME_UNKNOWN");
            assertThat(lastState()).contains("\"created\": 1");
            rig.assertCreated(1, 0);
        }
    }

    @Test
    void f1RealTerraformGoesOnToo() throws Exception {
        // Given
        Map<String, String> slow =
                Map.of(
                        "main.tf",
                        """
                        resource "terraform_data" "wine" {
                          provisioner "local-exec" {
                            command = "for i in 1 2 3 4 5 6 7 8; do echo glass $i; sleep 1; done"
                          }
                        }
                        """);
        StrictJob job = control.enqueue("DEPLOY", slow);
        try (AgentProcess first = AgentProcess.start(control, folder, Map.of())) {
            patiently(first).until(() -> control.text(job, "STDOUT").contains("glass 2"));

            // When
            first.kill();
        }
        try (AgentProcess second = AgentProcess.start(control, folder, Map.of())) {

            // Then
            awaitStatus(second, job, "SUCCESS");
            assertThat(job.metadata.path("resources")).hasSize(1);
            assertThat(control.text(job, "STDOUT"))
                    .containsOnlyOnce("glass 8")
                    .contains("Apply complete! Resources: 1 added");
            rig.assertWhole(control, job);
            assertThat(lastState()).contains("terraform_data");
        }
    }

    private String lastState() {
        List<byte[]> versions = control.stateVersions("vine-1");
        return new String(versions.getLast(), UTF_8);
    }

    /** The kernel's boot id cannot be changed; what the journal says of it can. */
    private void pretendAnotherBoot(StrictJob job) throws IOException {
        Path lease = rig.jobFolder(job).resolve("lease.json");
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = (ObjectNode) mapper.readTree(lease.toFile());
        json.put("boot", "another");
        mapper.writeValue(lease.toFile(), json);
    }

    private static void pause(int millis) {
        long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        await().atMost(PATIENCE).until(() -> System.nanoTime() > until);
    }
}
