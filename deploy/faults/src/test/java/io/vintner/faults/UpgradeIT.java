package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.faults.oracle.Invariant;
import io.vintner.faults.rig.Agent;
import io.vintner.faults.rig.HandTendril;
import io.vintner.faults.rig.HandTendril.Held;
import io.vintner.faults.terraform.Script;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Agents of one version give way to the next, in the middle of their work. */
class UpgradeIT extends FaultTest {

    private static final String VERSION = "VINTNER_TENDRIL_VERSION";
    private static final Script WORK = Script.creating(2, 5);

    @Test
    void f25AnAgentThatIsReplacedByTheNextVersionInTheMiddleOfAnApplyGoesOnWithIt()
            throws Exception {
        // Given: where the next one is a native executable, the journal passes from form to form
        Agent agent = rig.javaAgent(owner, "replaced", Map.of(VERSION, "1.4.0"));
        agent.start();
        awaitOnline(agent);
        gate().holdAt("apply-1");
        String job = owner.enqueue(owner.vine(WORK.at(gateName())), "DEPLOY");
        awaitReached("apply-1");
        assertThat(versions()).containsExactly("1.4.0");

        // When
        agent.kill();
        rig.upgrade(agent, "1.5.0");
        agent.start();
        patiently().until(() -> versions().equals(List.of("1.5.0")));
        gate().letGo("apply-1");

        // Then
        awaitEnd(job, "SUCCESS");
        assertThat(work(job).created()).containsExactly(1, 2);
        assertThat(stored(job, "SYSTEM"))
                .containsOnlyOnce("(tendril 1.4.0)")
                .containsOnlyOnce("(tendril 1.5.0) was started again and goes on with this job\n");
    }

    @Test
    void f25AnAgentThatDrainsEndsItsApplyWhileTheNextVersionTakesWhatIsNew() throws Exception {
        // Given
        Agent old = startedAgent("old", Map.of(VERSION, "1.4.0"));
        gate().holdAt("apply-1");
        String job = owner.enqueue(owner.vine(WORK.at(gateName())), "DEPLOY");
        awaitReached("apply-1");

        // When
        old.askToDrain();
        patiently().until(() -> statuses().contains("DRAINING"));
        startedAgent("next", Map.of(VERSION, "1.5.0"));
        String next = owner.enqueue(owner.vine(WORK), "DEPLOY");

        // Then
        awaitEnd(next, "SUCCESS");
        assertThat(owner.status(job)).isEqualTo("PROCESSING");
        assertThat(old.runs()).isTrue();
        gate().letGo("apply-1");
        awaitEnd(job, "SUCCESS");
        patiently().until(() -> !old.runs());
        assertThat(statuses()).containsExactlyInAnyOrder("OFFLINE", "ONLINE");
        assertThat(stored(job, "SYSTEM")).contains("(tendril 1.4.0)").doesNotContain("1.5.0");
        assertThat(stored(next, "SYSTEM")).contains("(tendril 1.5.0)");
    }

    @Test
    void f25AnOlderAgentWorksWithTheNewApiAndIsGivenNoPlanThatItWouldNotApply() throws Exception {
        // Given
        Agent planner = startedAgent("planner");
        String reviewed = owner.vine(WORK);
        String plan = owner.enqueue(reviewed, "PLAN");
        awaitEnd(plan, "SUCCESS");
        assertThat(planner.drain(PATIENCE)).isTrue();
        HandTendril older = rig.handTendril(owner, "older");

        // When: as the first documented agent, which knew neither plans nor numbered chunks
        String deploy = owner.enqueue(reviewed, "DEPLOY", Map.of("plan_job_id", plan));
        String simple = owner.enqueue(owner.vine(WORK), "CONNECTION_TEST");
        excuses.excuse(Invariant.I5, simple);
        Held held = older.claim(Map.of()).orElseThrow();

        // Then
        assertThat(held.job()).isEqualTo(simple);
        assertThat(older.report(held, "PROCESSING").status()).isEqualTo(200);
        for (String line : List.of("one\n", "two\n")) {
            assertThat(
                            older.call(
                                            "POST",
                                            "/api/jobs/%s/logs".formatted(simple),
                                            Map.of("log_chunk", line, "stream_type", "STDOUT"))
                                    .status())
                    .isEqualTo(200);
        }
        assertThat(older.report(held, "SUCCESS").status()).isEqualTo(200);
        assertThat(stored(simple, "STDOUT")).isEqualTo("one\ntwo\n");
        assertThat(older.claim(Map.of())).isEmpty();
        assertThat(owner.status(deploy)).isEqualTo("QUEUED");
        startedAgent("next");
        awaitEnd(deploy, "SUCCESS");
        assertThat(work(deploy).begun()).isEqualTo(work(plan).planned()).hasSize(1);
        older.close();
    }

    @Test
    void f25ANewerAgentThatSaysMoreThanTheApiKnowsIsNotRefused() throws Exception {
        // Given
        HandTendril newer = rig.handTendril(owner, "newer");
        String job = owner.enqueue(owner.vine(WORK), "CONNECTION_TEST");
        excuses.excuse(Invariant.I5, job);
        String later = "a_member_of_a_later_version";

        // When
        Held held = newer.claim(Map.of("applies_plans", true, later, List.of(1))).orElseThrow();

        // Then
        assertThat(
                        newer.call(
                                        "PUT",
                                        "/api/jobs/%s/status".formatted(job),
                                        Map.of(
                                                "status",
                                                "PROCESSING",
                                                "epoch",
                                                held.epoch(),
                                                later,
                                                true))
                                .status())
                .isEqualTo(200);
        assertThat(
                        newer.call(
                                        "POST",
                                        "/api/workers/heartbeat",
                                        Map.of(
                                                "status",
                                                "ONLINE",
                                                "version",
                                                "9.0.0",
                                                "jobs",
                                                List.of(
                                                        Map.of(
                                                                "id",
                                                                job,
                                                                "epoch",
                                                                held.epoch(),
                                                                later,
                                                                "x")),
                                                later,
                                                Map.of()))
                                .status())
                .isEqualTo(200);
        assertThat(
                        newer.call(
                                        "POST",
                                        "/api/jobs/%s/logs".formatted(job),
                                        Map.of(
                                                "epoch",
                                                held.epoch(),
                                                "chunks",
                                                List.of(
                                                        Map.of(
                                                                "seq",
                                                                1,
                                                                "stream_type",
                                                                "STDOUT",
                                                                "log_chunk",
                                                                "one\n",
                                                                later,
                                                                7))))
                                .status())
                .isEqualTo(200);
        assertThat(newer.report(held, "SUCCESS").status()).isEqualTo(200);
        awaitEnd(job, "SUCCESS");
        newer.close();
    }

    /** The versions of the owner's Tendrils, as people see them. */
    private List<String> versions() throws Exception {
        return owner.call("GET", "/api/workers", null)
                .path("items")
                .findValuesAsText("agent_version");
    }

    private List<String> statuses() throws Exception {
        return owner.call("GET", "/api/workers", null).path("items").findValuesAsText("status");
    }
}
