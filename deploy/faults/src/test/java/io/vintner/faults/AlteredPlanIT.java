package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.faults.terraform.Script;
import io.vintner.local.demo.TrellisRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What was reviewed is not, or no longer, what would be applied: nothing is applied. */
class AlteredPlanIT extends FaultTest {

    private static final int WISHES = Integer.getInteger("faults.plan.wishes", 16);
    private static final Script WORK = Script.creating(2, 3);

    @Test
    void f20APlanOfWhichOneByteWasAlteredInTheDatabaseIsNotApplied() throws Exception {
        // Given
        startedAgent("careful");
        String vine = owner.vine(WORK);
        String plan = planned(vine);

        // When
        assertThat(
                        rig.database()
                                .list(
                                        """
                                        update plans set content =
                                          set_byte(content, 20, get_byte(content, 20) # 1)
                                        where job_id = ?::uuid returning job_id
                                        """,
                                        row -> row.getString(1),
                                        plan))
                .hasSize(1);
        String deploy = owner.enqueue(vine, "DEPLOY", Map.of("plan_job_id", plan));

        // Then
        assertNeverApplied(deploy, "PLAN_ALTERED");
        // The sealed bytes are beyond repair; the vine is not.
        awaitEnd(owner.enqueue(vine, "DEPLOY", Map.of("plan_job_id", planned(vine))), "SUCCESS");
    }

    @Test
    void f20APlanOfWhichOneByteWasAlteredOnTheAgentsDiskIsNotApplied() throws Exception {
        // Given
        startedAgent("careful");
        String vine =
                owner.vine(WORK.ending("init", "[ ! -f plan.tfplan ] || echo x >> plan.tfplan"));
        String plan = planned(vine);

        // When
        String deploy = owner.enqueue(vine, "DEPLOY", Map.of("plan_job_id", plan));

        // Then
        assertNeverApplied(deploy, "PLAN_ALTERED");
    }

    @Test
    void f20AConfigurationThatWasEditedAfterTheReviewMakesItsPlanVoid() throws Exception {
        // Given
        startedAgent("careful");
        String vine = owner.vine(WORK);
        String plan = planned(vine);

        // When
        edit(vine, Script.creating(5, 3));

        // Then
        assertThat(refused(() -> owner.enqueue(vine, "DEPLOY", Map.of("plan_job_id", plan))))
                .isEqualTo("plan-stale");
        assertThat(work(plan).created()).isEmpty();
    }

    @Test
    void f20AnEditWhileADeployWaitsChangesNothingOfWhatWasReviewed() throws Exception {
        // Given
        startedAgent("busy");
        String vine = owner.vine(WORK);
        String plan = planned(vine);
        gate().holdAt("plan");
        String before = owner.enqueue(owner.vine(WORK.at(gateName())), "PLAN");
        awaitReached("plan");
        String deploy = owner.enqueue(vine, "DEPLOY", Map.of("plan_job_id", plan));

        // When
        edit(vine, Script.creating(5, 3));
        gate().letGo("plan");

        // Then
        awaitEnd(before, "SUCCESS");
        awaitEnd(deploy, "SUCCESS");
        assertThat(work(deploy).begun()).isEqualTo(work(plan).planned()).hasSize(1);
        assertThat(work(deploy).created()).containsExactly(1, 2);
    }

    @Test
    void f20AStateThatChangedWhileADeployWaitedEndsThatDeploy() throws Exception {
        // Given
        startedAgent("busy");
        String vine = owner.vine(WORK.at(gateName()));
        String plan = planned(vine);
        gate().holdAt("plan");
        String other = owner.enqueue(vine, "DEPLOY");
        awaitReached("plan");
        String deploy = owner.enqueue(vine, "DEPLOY", Map.of("plan_job_id", plan));

        // When
        gate().letGo("plan");

        // Then
        awaitEnd(other, "SUCCESS");
        assertThat(work(other).created()).containsExactly(1, 2);
        assertNeverApplied(deploy, "PLAN_STALE");
    }

    @Test
    void f20APlanThatIsWantedManyTimesAtOnceAtTwoNodesIsAppliedOnce() throws Exception {
        // Given
        startedAgent("left");
        startedAgent("right");
        String vine = owner.vine(WORK);
        String plan = planned(vine);

        // When
        List<Callable<String>> wishes = new ArrayList<>();
        for (int wish = 0; wish < WISHES; wish++) {
            int node = wish % rig.nodes().size();
            wishes.add(() -> wished(node, vine, plan));
        }
        List<String> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> answer : threads.invokeAll(wishes)) {
                answers.add(answer.get());
            }
        }

        // Then
        assertThat(answers).filteredOn("plan-used"::equals).hasSize(WISHES - 1);
        String deploy =
                answers.stream().filter(it -> !it.equals("plan-used")).findFirst().orElseThrow();
        awaitEnd(deploy, "SUCCESS");
        assertThat(work(deploy).begun()).hasSize(1);
        assertThat(work(deploy).created()).containsExactly(1, 2);
    }

    /** The id of the job that was queued, or the code of the refusal. */
    private String wished(int node, String vine, String plan) throws Exception {
        try {
            return owner.callNode(
                            node,
                            "POST",
                            "/api/jobs",
                            Map.of("vine_id", vine, "job_type", "DEPLOY", "plan_job_id", plan))
                    .path("id")
                    .asText();
        } catch (TrellisRefusal refusal) {
            return refusal.code();
        }
    }

    private String planned(String vine) throws Exception {
        String plan = owner.enqueue(vine, "PLAN");
        awaitEnd(plan, "SUCCESS");
        return plan;
    }

    private void edit(String vine, Script script) throws Exception {
        owner.call(
                "PATCH",
                "/api/vines/" + vine,
                Map.of("module", Map.of("files", owner.files(script))));
    }

    private void assertNeverApplied(String deploy, String code) throws Exception {
        awaitEnd(deploy, "FAILED");
        JsonNode row = owner.job(deploy);
        assertThat(row.path("error_code").asText()).as("%s", row).isEqualTo(code);
        assertThat(work(deploy).begun()).isEmpty();
        assertThat(work(deploy).created()).isEmpty();
    }

    private static String refused(ThrowingCallable call) {
        TrellisRefusal refusal = catchThrowableOfType(TrellisRefusal.class, call);
        return refusal == null ? "(not refused)" : refusal.code();
    }
}
