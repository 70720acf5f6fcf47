package io.vintner.tendril;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The shipped agent whose own token becomes void while it has a job, whose token does not. */
class RevocationIT extends FaultFixture {

    @Test
    void f19ARunningJobIsBroughtToItsEndWithItsTokenAndTheAgentEndsAfterIt() throws Exception {
        // Given
        control.leaseSeconds(2);
        rig.holdAt("plan");
        StrictJob job = control.enqueue("DEPLOY", rig.module(2, 3));
        try (AgentProcess agent = agent()) {
            rig.awaitReached("plan");

            // When
            control.revoke();
            await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
            rig.letGo("plan");

            // Then
            assertThat(agent.awaitExit(PATIENCE)).isEqualTo(1);
            assertThat(agent.log()).contains("heartbeat was not answered: error=unauthorized");
        }
        assertThat(control.status(job)).isEqualTo("SUCCESS");
        assertThat(control.isSealed(job)).isTrue();
        assertThat(control.stateVersions("vine-1")).isNotEmpty();
        assertThat(rig.jobFolder(job)).doesNotExist();
        rig.assertCreated(2, 0);
        rig.assertWhole(control, job);
    }

    @Test
    void f19AnAgentThatWasKilledGoesOnWithTheTokenInItsJobsJournal() throws Exception {
        // Given
        rig.holdAt("apply-1");
        StrictJob job = control.enqueue("DEPLOY", rig.module(2, 3));
        try (AgentProcess first = agent()) {
            rig.awaitReached("apply-1");
            first.kill();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lease(job))))
                .isEqualTo("rw-------");
        assertThat(filesWith(job.token)).containsExactly(lease(job));

        // When
        control.revoke();
        try (AgentProcess second = agent()) {
            await().atMost(PATIENCE).until(() -> second.log().contains("was not answered"));
            rig.letGo("apply-1");

            // Then
            assertThat(second.awaitExit(PATIENCE)).isEqualTo(1);
        }
        assertThat(control.status(job)).isEqualTo("SUCCESS");
        rig.assertCreated(2, 0);
        rig.assertWhole(control, job);
        assertThat(filesWith(job.token)).isEmpty();
    }

    @Test
    void f19ACancelReachesAJobOfAnAgentWhoseTokenIsVoid() throws Exception {
        // Given
        StrictJob job = control.enqueue("DEPLOY", rig.module(200, 3));
        try (AgentProcess agent = agent()) {
            patiently(agent).until(() -> rig.ledger().contains("create 1"));
            control.revoke();

            // When
            control.direct(job, "CANCEL");

            // Then
            assertThat(agent.awaitExit(PATIENCE)).isEqualTo(1);
        }
        assertThat(control.status(job)).isEqualTo("CANCELLED");
        rig.assertWhole(control, job);
    }

    @Test
    void aJobsTokenIsMaskedInItsLog() throws Exception {
        // Given
        Map<String, String> module = new HashMap<>(rig.module(1, 3));
        module.merge("rig.sh", "last_words='cat ../../lease.json'\n", String::concat);
        StrictJob job = control.enqueue("DEPLOY", module);

        // When
        try (AgentProcess agent = agent()) {
            awaitStatus(agent, job, "SUCCESS");
            patiently(agent).until(() -> control.isSealed(job));
        }

        // Then
        assertThat(control.text(job, "STDOUT")).contains("\"token\":\"***\"");
        assertThat(job.chunks.toString()).doesNotContain(job.token);
    }

    @Test
    void f25AJobOfAnOlderControlPlaneIsRunWithTheAgentsTokenAlone() throws Exception {
        // Given
        control.giveNoJobTokens();
        StrictJob job = control.enqueue("DEPLOY", rig.module(2, 3));

        // When
        try (AgentProcess agent = agent()) {

            // Then
            awaitStatus(agent, job, "SUCCESS");
            rig.assertWhole(control, job);
        }
    }

    private Path lease(StrictJob job) {
        return rig.jobFolder(job).resolve("lease.json");
    }

    private List<Path> filesWith(String secret) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).filter(file -> holds(file, secret)).toList();
        }
    }

    private static boolean holds(Path file, String secret) {
        try {
            return new String(Files.readAllBytes(file), ISO_8859_1).contains(secret);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
