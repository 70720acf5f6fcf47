package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vintner.faults.rig.Agent;
import io.vintner.faults.terraform.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The agent's time of day is wrong, and jumps: nothing is decided by it. */
class WrongClockIT extends FaultTest {

    private static final Duration WRONG = Duration.ofHours(1);

    @Test
    void f11AnAgentWhoseClockIsWrongAndJumpsInTheMiddleOfAJobIsNotDisturbed() throws Exception {
        // Given
        Path offset = rig.folder().resolve("clock-offset");
        Files.writeString(offset, Long.toString(WRONG.toSeconds()));
        // An executable that holds its own library of C would not hear of another clock.
        Agent agent =
                rig.javaAgent(
                        owner,
                        "early",
                        Map.of(
                                "LD_PRELOAD", clock().toString(),
                                "CLOCK_OFFSET_FILE", offset.toString()));
        agent.start();
        awaitOnline(agent);
        gate().holdAt("apply-1");
        String job = owner.enqueue(owner.vine(Script.creating(2, 10).at(gateName())), "DEPLOY");
        awaitReached("apply-1");

        // When
        Files.writeString(offset, Long.toString(-WRONG.toSeconds()));
        gate().letGo("apply-1");

        // Then
        awaitEnd(job, "SUCCESS");
        List<Duration> shown = offsets(job);
        assertThat(shown)
                .as("the agent's clock was wrong")
                .anyMatch(it -> it.compareTo(Duration.ofMinutes(50)) > 0);
        assertThat(shown)
                .as("and jumped")
                .anyMatch(it -> it.compareTo(Duration.ofMinutes(-50)) < 0);
        assertThat(agent.runs()).isTrue();
    }

    /** By how much the agent's times, which are for reading only, are ahead of the database's. */
    private List<Duration> offsets(String job) throws Exception {
        return rig.database()
                .list(
                        """
                        select emitted_at, created_at from provision_job_logs
                        where job_id = ?::uuid and emitted_at is not null
                        """,
                        row ->
                                Duration.between(
                                        row.getObject("created_at", OffsetDateTime.class),
                                        row.getObject("emitted_at", OffsetDateTime.class)),
                        job);
    }

    /** Builds the library that moves the clock; without a compiler this is not tested. */
    private Path clock() throws Exception {
        boolean compiler =
                Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "cc")));
        assumeThat(compiler).as("a C compiler: install one to test wrong clocks").isTrue();
        Path library = rig.folder().resolve("clock.so");
        Path source = rig.home().resolve("deploy/faults/clock.c");
        Process built =
                new ProcessBuilder(
                                "cc",
                                "-shared",
                                "-fPIC",
                                "-O1",
                                "-o",
                                library.toString(),
                                source.toString(),
                                "-ldl")
                        .inheritIO()
                        .start();
        assertThat(built.waitFor()).isZero();
        return library;
    }
}
