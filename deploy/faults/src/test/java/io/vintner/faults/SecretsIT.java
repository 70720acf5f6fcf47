package io.vintner.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.faults.oracle.Invariant;
import io.vintner.faults.oracle.Oracle;
import io.vintner.faults.rig.Agent;
import io.vintner.faults.terraform.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Where a vine's secret stands in clear while there is still a job that needs it, and after. That
 * it stands in no table and no log at any of these moments is the oracle's to say.
 */
class SecretsIT extends FaultTest {

    private static final Map<String, String> KEEP_NOTHING =
            Map.of("VINTNER_TENDRIL_KEEP_OUTPUT_FILES", "false");

    @Test
    void aSecretStandsInTheWorkFolderOfItsJobAndNowhereOnceTheJobHasEnded() throws Exception {
        // Given
        Agent agent = startedAgent("discreet", KEEP_NOTHING);
        gate().holdAt("apply-2");
        String job = owner.enqueue(owner.vine(Script.creating(2, 3).at(gateName())), "DEPLOY");
        excuses.excuse(Invariant.I5, job);
        awaitReached("apply-2");

        // When
        requireOnlyInTheWorkFolder(agent, job);
        gate().letGo("apply-2");
        awaitEnd(job, "SUCCESS");

        // Then
        awaitNoSecretOn(agent);
    }

    @Test
    void theSecretOfALostJobStaysInItsWorkFolderUntilItsAgentIsBackAndKnows() throws Exception {
        // Given
        Agent agent = startedAgent("lost", KEEP_NOTHING);
        awaitEndOfCalm();
        gate().holdAt("apply-2");
        String job = owner.enqueue(owner.vine(Script.creating(2, 3).at(gateName())), "DEPLOY");
        excuses.excuse(Invariant.I5, job);
        awaitReached("apply-2");

        // When
        agent.kill();
        awaitEnd(job, "FAILED");
        requireOnlyInTheWorkFolder(agent, job);
        gate().letGo("apply-2");
        agent.start();

        // Then
        assertThat(owner.job(job).path("error_code").asText()).isEqualTo("AGENT_LOST");
        awaitNoSecretOn(agent);
    }

    private void requireOnlyInTheWorkFolder(Agent agent, String job) throws Exception {
        Path folder = agent.jobFolder(job);
        assertThat(Files.getPosixFilePermissions(folder))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(filesWithTheSecret(agent))
                .isNotEmpty()
                .allMatch(file ->
                        file.startsWith(folder) && !file.startsWith(folder.resolve("spool")));
        assertThat(Oracle.examine(rig, owner, excuses))
                .noneMatch(breach -> breach.invariant() == Invariant.I8);
    }

    private void awaitNoSecretOn(Agent agent) {
        patiently()
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .untilAsserted(() -> assertThat(filesWithTheSecret(agent)).isEmpty());
    }

    /** Everything on the agent's disk, its log included. */
    private List<Path> filesWithTheSecret(Agent agent) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(agent.log().getParent())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (contains(file)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private boolean contains(Path file) throws IOException {
        try {
            return new String(Files.readAllBytes(file), ISO_8859_1).contains(owner.secret());
        } catch (NoSuchFileException deletedMeanwhile) {
            return false;
        }
    }
}
