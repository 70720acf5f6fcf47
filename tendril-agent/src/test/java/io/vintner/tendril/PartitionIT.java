package io.vintner.tendril;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The shipped agent while nobody answers it, and what lies on its disk meanwhile. The numbers are
 * those of the fault list that the control plane is designed against.
 */
class PartitionIT extends FaultFixture {

    @Test
    void f7AnApplyIsNotBegunOnALeaseThatMayHaveRunOut() throws Exception {
        // Given
        control.leaseSeconds(2);
        rig.holdAt("plan");
        StrictJob job = control.enqueue("DEPLOY", rig.module(2, 3));
        try (AgentProcess agent = agent(Map.of())) {
            rig.awaitReached("plan");

            // When
            control.goAway();
            await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
            rig.letGo("plan");
            awaitLine(job, "waiting for the control plane to confirm the lease");

            // Then
            assertThat(rig.ledger()).isEmpty();
            control.comeBack();
            awaitStatus(agent, job, "SUCCESS");
            rig.assertCreated(2, 0);
            rig.assertWhole(control, job);
        }
    }

    @Test
    void f8AnApplyIsNeverBegunWhenTheLeaseWasLostMeanwhile() throws Exception {
        // Given
        control.leaseSeconds(2);
        rig.holdAt("plan");
        StrictJob job = control.enqueue("DEPLOY", rig.module(2, 3));
        try (AgentProcess agent = agent(Map.of())) {
            rig.awaitReached("plan");
            Path jobFolder = rig.jobFolder(job);

            // When
            control.goAway();
            await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
            rig.letGo("plan");
            awaitLine(job, "waiting for the control plane to confirm the lease");
            control.takeAway(job);
            control.comeBack();

            // Then
            patiently(agent).until(() -> !Files.exists(jobFolder));
            assertThat(rig.ledger()).isEmpty();
            assertThat(job.statuses).containsExactly("CLAIMED", "PROCESSING");
        }
    }

    @Test
    void f8TheStateOfALostLeaseIsStoredApartAndTheFolderIsReleased() throws Exception {
        // Given
        rig.holdAt("apply-1");
        rig.holdAt("apply-2");
        StrictJob job = control.enqueue("DEPLOY", rig.module(3, 3));
        try (AgentProcess agent = agent()) {
            rig.awaitReached("apply-1");
            patiently(agent).until(() -> control.stateVersions("vine-1").size() == 1);
            control.goAway();
            rig.letGo("apply-1");
            rig.awaitReached("apply-2");
            Path jobFolder = rig.jobFolder(job);

            // When
            control.takeAway(job);
            control.comeBack();

            // Then
            patiently(agent).until(() -> !Files.exists(jobFolder));
            assertStoredApart(job);
            assertThat(agent.log()).doesNotContain("folder is kept");
        }
    }

    @Test
    void f8AnAgentThatComesBackWithoutItsLeaseStoresTheStateApartToo() throws Exception {
        // Given
        rig.holdAt("apply-1");
        rig.holdAt("apply-2");
        StrictJob job = control.enqueue("DEPLOY", rig.module(3, 3));
        try (AgentProcess first = agent()) {
            rig.awaitReached("apply-1");
            patiently(first).until(() -> control.stateVersions("vine-1").size() == 1);
            first.kill();
        }
        rig.letGo("apply-1");
        rig.awaitReached("apply-2");
        Path jobFolder = rig.jobFolder(job);

        // When
        control.takeAway(job);
        try (AgentProcess second = agent()) {

            // Then
            patiently(second).until(() -> !Files.exists(jobFolder));
            assertStoredApart(job);
        }
    }

    /** The second resource's state lies beside the vine's own, once; nothing was reported. */
    private void assertStoredApart(StrictJob job) throws IOException {
        assertThat(control.orphans("vine-1")).hasSize(1);
        assertThat(new String(control.orphans("vine-1").getFirst(), UTF_8))
                .contains("\"created\": 2");
        assertThat(control.stateVersions("vine-1")).hasSize(1);
        assertThat(job.statuses).containsExactly("CLAIMED", "PROCESSING");
        rig.assertCreated(2, 1);
    }

    /** A line of the job's log that waits on the agent's disk. */
    private void awaitLine(StrictJob job, String line) {
        Path spool = rig.jobFolder(job).resolve("spool");
        await().atMost(PATIENCE)
                .until(() -> {
                    try (Stream<Path> files = Files.list(spool)) {
                        for (Path file : files.toList()) {
                            if (new String(Files.readAllBytes(file), UTF_8).contains(line)) {
                                return true;
                            }
                        }
                    }
                    return false;
                });
    }
}
