package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vintner.faults.rig.Agent;
import io.vintner.faults.rig.ApiNode;
import io.vintner.faults.terraform.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The time of day of an agent or of nodes is wrong, and jumps: nothing is decided by it. */
class WrongClockIT extends FaultTest {

    private static final Duration WRONG = Duration.ofHours(1);
    private static final Duration NODE_WRONG = Duration.ofMinutes(5);

    /** The silence after which the rig's API gives its verdict. */
    private static final Duration LOST_AFTER = Duration.ofSeconds(8);

    @Test
    void f11AnAgentWhoseClockIsWrongAndJumpsInTheMiddleOfAJobIsNotDisturbed() throws Exception {
        // Given
        WrongClock clock = clock("agent", WRONG);
        // An executable that holds its own library of C would not hear of another clock.
        Agent agent = rig.javaAgent(owner, "early", clock.environment());
        agent.start();
        awaitOnline(agent);
        gate().holdAt("apply-1");
        String job = owner.enqueue(owner.vine(Script.creating(2, 10).at(gateName())), "DEPLOY");
        awaitReached("apply-1");

        // When
        clock.jump(WRONG.negated());
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

    @Test
    void f11NodesWhoseClocksAreWrongAndJumpAgreeOnLeasesAndOnWhoIsLost() throws Exception {
        // Given: ten minutes lie between what two nodes and an agent take for now
        List<WrongClock> clocks =
                List.of(clock("fast", NODE_WRONG), clock("slow", NODE_WRONG.negated()));
        rig.killNodes();
        for (int node = 0; node < clocks.size(); node++) {
            rig.nodes().get(node).launch(clocks.get(node).environment());
        }
        try {
            rig.launchNodes();
            for (ApiNode node : rig.nodes()) {
                assertThat(node.metric("process_start_time_seconds", ""))
                        .as("when it takes itself to have started")
                        .isNotCloseTo(System.currentTimeMillis() / 1e3, within(200.0));
            }
            Agent agent = rig.javaAgent(owner, "late", clocks.getLast().environment());
            agent.start();
            awaitOnline(agent);
            awaitEndOfCalm();
            gate().holdAt("apply-1");
            gate().holdAt("apply-2");
            String job = owner.enqueue(owner.vine(Script.creating(3, 5).at(gateName())), "DEPLOY");
            awaitReached("apply-1");

            // When
            clocks.getFirst().jump(NODE_WRONG.negated());
            clocks.getLast().jump(NODE_WRONG);
            AtomicInteger beats = beatsOf(agent);
            patiently().until(() -> beats.get() > LOST_AFTER.toSeconds());
            gate().letGo("apply-1");
            awaitReached("apply-2");

            // Then: who beats is not lost, and who does not is, neither sooner nor never
            assertThat(owner.status(job)).isEqualTo("PROCESSING");
            agent.kill();
            awaitEnd(job, "FAILED");
            assertThat(owner.job(job).path("error_code").asText()).isEqualTo("AGENT_LOST");
            assertThat(silenceBeforeTheVerdict(job)).isGreaterThanOrEqualTo(LOST_AFTER);
            gate().letGo("apply-2");
            agent.start();
            awaitDelivered(agent);
            assertThat(lateOutcomes(job)).containsExactly("SUCCESS");
        } finally {
            rig.killNodes();
            rig.launchNodes();
        }
    }

    /** From the agent's last word to the end of its job, in the database's time. */
    private Duration silenceBeforeTheVerdict(String job) throws Exception {
        return Duration.ofMillis(
                rig.database()
                        .number(
                                """
                                select extract(epoch from job.completed_at - lease.seen_at) * 1000
                                from provision_jobs job
                                join job_leases lease on lease.job_id = job.id
                                where job.id = ?::uuid
                                """,
                                job));
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

    /**
     * A clock of its own for whatever is started with it.
     *
     * @param offset the file that says by how many seconds it is ahead
     */
    private record WrongClock(Path library, Path offset) {

        Map<String, String> environment() {
            return Map.of("LD_PRELOAD", library.toString(), "CLOCK_OFFSET_FILE", offset.toString());
        }

        void jump(Duration ahead) throws IOException {
            Files.writeString(offset, Long.toString(ahead.toSeconds()));
        }
    }

    /** Builds the library that moves a clock; without a compiler this is not tested. */
    private WrongClock clock(String name, Duration ahead) throws Exception {
        boolean compiler =
                Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "cc")));
        assumeThat(compiler).as("a C compiler: install one to test wrong clocks").isTrue();
        Path library = rig.folder().resolve("clock-%s.so".formatted(name));
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
        WrongClock clock = new WrongClock(library, rig.folder().resolve("offset-" + name));
        clock.jump(ahead);
        return clock;
    }
}
