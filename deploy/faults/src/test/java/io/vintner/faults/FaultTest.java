package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.faults.oracle.Excuses;
import io.vintner.faults.oracle.Oracle;
import io.vintner.faults.oracle.StoredLog;
import io.vintner.faults.proxy.Fate;
import io.vintner.faults.rig.Agent;
import io.vintner.faults.rig.Owner;
import io.vintner.faults.rig.Rig;
import io.vintner.faults.rig.RunningCommand;
import io.vintner.faults.terraform.Gate;
import io.vintner.faults.terraform.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test on the rig, with an owner of its own. Whatever it does, every invariant holds behind it,
 * on every job of that owner's. The numbers in the tests' names are those of the fault list that
 * the control plane is designed against.
 */
@ExtendWith(RigExtension.class)
@Timeout(20 * 60)
abstract class FaultTest {

    static final Duration PATIENCE = Duration.ofSeconds(90);

    /** How long the rig's API gives no verdict after a start, and what its start takes. */
    private static final Duration CALM = Duration.ofSeconds(20);

    private static final String DATABASE_AGE =
            "select extract(epoch from now() - pg_postmaster_start_time())";

    private static final Set<String> ENDED = Set.of("SUCCESS", "FAILED", "CANCELLED");

    Rig rig;
    Owner owner;
    Excuses excuses;
    private Gate gate;
    private String gateName;

    @BeforeEach
    void begin(Rig theRig, TestInfo test) throws Exception {
        rig = theRig;
        owner = rig.owner();
        excuses = new Excuses();
        gateName = test.getTestMethod().orElseThrow().getName();
        gate = rig.works().gate(gateName);
    }

    @AfterEach
    void everyInvariantHolds() throws Exception {
        gate.close();
        try {
            assertThat(Oracle.examine(rig, owner, excuses)).isEmpty();
        } finally {
            rig.forgetAgents();
            owner.close();
        }
    }

    /** The gate at which this test's Terraforms can be held. */
    Gate gate() {
        return gate;
    }

    String gateName() {
        return gateName;
    }

    /** An agent that is ONLINE. */
    Agent startedAgent(String name) throws Exception {
        return startedAgent(name, Map.of());
    }

    Agent startedAgent(String name, Map<String, String> settings) throws Exception {
        Agent agent = rig.agent(owner, name, settings);
        agent.start();
        awaitOnline(agent);
        return agent;
    }

    void awaitOnline(Agent agent) {
        patiently()
                .untilAsserted(() ->
                        assertThat(said(agent))
                                .as("the agent's log")
                                .contains("tendril is online"));
    }

    static ConditionFactory patiently() {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(IOException.class);
    }

    /** Waits until the job has ended, and requires that it has in this way. */
    void awaitEnd(String job, String status) {
        patiently().until(() -> owner.hasEnded(job));
        requireEnd(job, status);
    }

    void requireEnd(String job, String status) {
        try {
            JsonNode row = owner.job(job);
            assertThat(row.path("status").asText()).as("%s", row).isEqualTo(status);
        } catch (IOException unanswered) {
            throw new AssertionError(unanswered);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    void awaitReached(String place) {
        patiently().until(() -> gate.reached(place));
    }

    /** The Terraform that runs for a job of that agent's; waits for it. */
    static RunningCommand awaitTerraform(Agent agent, String job) {
        AtomicReference<RunningCommand> found = new AtomicReference<>();
        patiently()
                .until(() -> {
                    agent.terraform(job).ifPresent(found::set);
                    return found.get() != null;
                });
        return found.get();
    }

    /** What Terraform did for a job, under its only lease. */
    Work work(String job) throws IOException {
        return rig.works().byLease().entrySet().stream()
                .filter(work -> work.getKey().startsWith(job))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> new Work(List.of(), List.of()));
    }

    String stored(String job, String stream) throws Exception {
        return StoredLog.read(rig.database(), job, 1).text(stream);
    }

    /** What an agent said of a job after the verdict over it, which stands beside the verdict. */
    List<String> lateOutcomes(String job) throws Exception {
        return rig.database()
                .list(
                        """
                        select detail ->> 'status' from job_events
                        where job_id = ?::uuid and kind = 'late-outcome' order by id
                        """,
                        row -> row.getString(1),
                        job);
    }

    /** How often that has happened to a job, in the words of its history. */
    long happened(String job, String kind) throws Exception {
        return rig.database()
                .number(
                        "select count(*) from job_events where job_id = ?::uuid and kind = ?",
                        job,
                        kind);
    }

    /** Counts the heartbeats from now on, in fair weather. */
    static AtomicInteger beatsOf(Agent agent) {
        AtomicInteger beats = new AtomicInteger();
        agent.proxy()
                .weather(passage -> {
                    beats.addAndGet(passage.path().contains("/heartbeat") ? 1 : 0);
                    return Fate.PASSES;
                });
        return beats;
    }

    /** Waits until an agent has nothing left to deliver. */
    static void awaitDelivered(Agent agent) {
        patiently().until(() -> agent.unfinished().isEmpty());
    }

    /** Whether all jobs of the owner have ended. */
    boolean allEnded() throws Exception {
        return rig
                .database()
                .list(
                        "select distinct status from provision_jobs where user_id = ?",
                        row -> row.getString(1),
                        owner.id())
                .stream()
                .allMatch(ENDED::contains);
    }

    static String said(Agent agent) throws IOException {
        return Files.exists(agent.log()) ? Files.readString(agent.log()) : "";
    }

    /** Waits until neither node nor database has started so lately that silence is not judged. */
    void awaitEndOfCalm() {
        patiently()
                .until(() ->
                        rig.nodes().stream().allMatch(node -> node.age().compareTo(CALM) > 0)
                                && rig.database().number(DATABASE_AGE) > CALM.toSeconds());
    }

    static void print(String format, Object... values) {
        System.out.printf("faults: " + format + "%n", values);
    }
}
