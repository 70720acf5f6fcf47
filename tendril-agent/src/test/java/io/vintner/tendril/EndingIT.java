package io.vintner.tendril;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Cancels and drains of the shipped agent, whoever asks and however often. The numbers are those of
 * the fault list that the control plane is designed against.
 */
class EndingIT extends FaultFixture {

    @Test
    void f14AJobEndsInOrderWhenTheDiskIsNearlyFull() throws Exception {
        // Given
        StrictJob job = control.enqueue("DEPLOY", rig.module(200, 3));
        try (AgentProcess roomy = agent()) {
            patiently(roomy).until(() -> rig.ledger().contains("create 2"));
            roomy.kill();
        }
        Map<String, String> full =
                Map.of(
                        "VINTNER_TENDRIL_DISK_MIN", "1000000G",
                        "VINTNER_TENDRIL_DISK_CRITICAL", "1000000G");

        // When
        try (AgentProcess agent = agent(full)) {

            // Then
            awaitStatus(agent, job, "CANCELLED");
            assertThat(signals()).isEqualTo(1);
            assertThat(control.text(job, "SYSTEM"))
                    .containsOnlyOnce("cancel asked by the tendril, whose disk is nearly full\n");
            rig.assertWhole(control, job);
        }
    }

    @Test
    void f17ACancelThatWasHeardBeforeAKillOfTheAgentStaysOneSignal() throws Exception {
        // Given
        StrictJob job = control.enqueue("DEPLOY", rig.module(200, 3));
        try (AgentProcess first = agent()) {
            patiently(first).until(() -> rig.ledger().contains("create 1"));
            control.direct(job, "CANCEL");
            patiently(first).until(() -> rig.ledger().contains("sigterm apply"));

            // When
            first.kill();
        }
        try (AgentProcess second = agent()) {

            // Then
            awaitStatus(second, job, "CANCELLED");
            assertThat(rig.ledger().stream().filter(it -> it.startsWith("sigterm"))).hasSize(1);
            rig.assertWhole(control, job);
            assertThat(control.text(job, "SYSTEM"))
                    .containsOnlyOnce("cancel asked by the control plane\n");
        }
    }

    @Test
    void f17HoweverOftenACancelIsAskedTerraformGetsOneSignal() throws Exception {
        // Given
        Map<String, String> module = new HashMap<>(rig.module(200, 3));
        module.merge("rig.sh", "linger=50\n", String::concat);
        StrictJob job = control.enqueue("DEPLOY", module);
        try (AgentProcess agent = agent()) {
            patiently(agent).until(() -> rig.ledger().contains("create 1"));

            // When
            control.direct(job, "CANCEL");
            patiently(agent).until(() -> control.text(job, "SYSTEM").contains("sent SIGTERM"));
            int beats = control.beats().size();
            patiently(agent).until(() -> control.beats().size() > beats + 1);
            agent.terminate();
            patiently(agent).until(() -> control.beats().getLast().equals("DRAINING"));
            agent.terminate();
            int exitCode = agent.awaitExit(PATIENCE);

            // Then
            assertThat(exitCode).isZero();
            assertThat(control.status(job)).isEqualTo("CANCELLED");
            assertThat(signals()).isEqualTo(1);
            rig.assertWhole(control, job);
            assertThat(control.text(job, "SYSTEM")).containsOnlyOnce("sent SIGTERM to terraform");
            assertThat(control.stateVersions("vine-1")).isNotEmpty();
        }
    }

    @Test
    void f17RealTerraformHearsOneInterruptAndEndsInOrder() throws Exception {
        // Given
        Map<String, String> slow =
                Map.of(
                        "main.tf",
                        """
                        resource "terraform_data" "first" {}
                        resource "terraform_data" "wine" {
                          depends_on = [terraform_data.first]
                          provisioner "local-exec" {
                            command = "for i in $(seq 60); do echo glass $i; sleep 1; done"
                          }
                        }
                        """);
        StrictJob job = control.enqueue("DEPLOY", slow);
        try (AgentProcess agent = AgentProcess.start(control, folder, Map.of())) {
            patiently(agent).until(() -> control.text(job, "STDOUT").contains("glass 2"));

            // When
            control.direct(job, "CANCEL");

            // Then
            awaitStatus(agent, job, "CANCELLED");
            rig.assertWhole(control, job);
            assertThat(control.text(job, "STDOUT"))
                    .containsOnlyOnce("Interrupt received.")
                    .doesNotContain("Two interrupts received");
            assertThat(new String(control.stateVersions("vine-1").getLast(), UTF_8))
                    .contains("\"name\": \"first\"");
        }
    }

    @Test
    void f17ACancelThatComesTooLateChangesNothing() throws Exception {
        // Given
        String late = "trap 'echo too late' TERM; [ $1 != apply ] || { sleep 3 & wait; wait; }";
        StrictJob job =
                control.enqueue("DEPLOY", Map.of("rig.sh", "late() { " + late + "; }\nlate $1\n"));
        try (AgentProcess agent = agent()) {
            patiently(agent).until(() -> control.text(job, "SYSTEM").contains("terraform apply\n"));

            // When
            control.direct(job, "CANCEL");

            // Then
            awaitStatus(agent, job, "SUCCESS");
            assertThat(control.text(job, "STDOUT")).containsOnlyOnce("too late");
        }
    }

    @Test
    void f17ForceEndsAnApplyAtOnceAndKeepsItsLastState() throws Exception {
        // Given
        rig.holdAt("apply-1");
        StrictJob job = control.enqueue("DEPLOY", rig.module(2, 3));
        try (AgentProcess agent = agent()) {
            rig.awaitReached("apply-1");

            // When
            control.direct(job, "CANCEL_FORCE");

            // Then
            awaitStatus(agent, job, "CANCELLED");
            assertThat(job.error).isEqualTo("terraform apply was ended by signal 9");
            assertThat(control.text(job, "SYSTEM"))
                    .containsOnlyOnce("sent SIGKILL to terraform\n")
                    .doesNotContain("SIGTERM");
            assertThat(new String(control.stateVersions("vine-1").getLast(), UTF_8))
                    .contains("\"created\": 1");
            rig.assertCreated(1, 0);
        }
    }

    @Test
    void f18ADrainWaitsForAPlanAndForAnApply() throws Exception {
        for (String type : List.of("PLAN", "DEPLOY")) {
            // Given
            StrictJob job = control.enqueue(type, rig.module(1, 20));
            try (AgentProcess agent = agent()) {
                awaitStatus(agent, job, "PROCESSING");

                // When
                agent.terminate();
                int exitCode = agent.awaitExit(PATIENCE);

                // Then
                assertThat(exitCode).as(type).isZero();
                assertThat(control.status(job)).isEqualTo("SUCCESS");
                assertThat(control.beats()).endsWith("OFFLINE");
                rig.assertWhole(control, job);
            }
        }
    }

    @Test
    void f18AJobThatWasClaimedForAnAgentThatLeavesIsGivenBack() throws Exception {
        // Given
        control.lost().all("/claim", "\"wait_seconds\":20");
        StrictJob job = control.enqueue("PLAN", rig.module(0, 2));
        try (AgentProcess agent = agent()) {
            awaitStatus(agent, job, "CLAIMED");

            // When
            agent.terminate();
            int exitCode = agent.awaitExit(PATIENCE);

            // Then
            assertThat(exitCode).isZero();
            assertThat(job.statuses).containsExactly("CLAIMED", "QUEUED");
            assertThat(folder.resolve("data/claim-key")).doesNotExist();
        }
    }

    @Test
    void f18AnAgentThatIsKilledWhileItDrainsIsOnlineAgainAndGoesOn() throws Exception {
        // Given
        rig.holdAt("apply-1");
        StrictJob job = control.enqueue("DEPLOY", rig.module(2, 5));
        try (AgentProcess first = agent()) {
            rig.awaitReached("apply-1");
            first.terminate();
            patiently(first).until(() -> control.beats().getLast().equals("DRAINING"));

            // When
            first.kill();
        }
        try (AgentProcess second = agent()) {
            patiently(second).until(() -> control.beats().getLast().equals("ONLINE"));
            rig.letGo("apply-1");

            // Then
            awaitStatus(second, job, "SUCCESS");
            rig.assertCreated(2, 0);
            rig.assertWhole(control, job);
        }
    }

    private long signals() throws IOException {
        return rig.ledger().stream().filter(it -> it.startsWith("sigterm")).count();
    }
}
