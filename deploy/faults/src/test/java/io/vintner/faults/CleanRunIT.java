package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.faults.terraform.Script;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Without any fault: what the other tests compare with. */
class CleanRunIT extends FaultTest {

    @Test
    void everyKindOfJobSucceedsOnTwoNodesAndTwoAgents() throws Exception {
        // Given
        startedAgent("left");
        startedAgent("right");
        String vine = owner.vine(Script.creating(3, 5));
        String other = owner.vine(Script.creating(2, 5));

        // When
        String plan = owner.enqueue(vine, "PLAN");
        String test = owner.enqueue(other, "CONNECTION_TEST");
        String deploy = owner.enqueue(vine, "DEPLOY");
        String second = owner.enqueue(other, "DEPLOY");
        patiently().until(() -> owner.hasEnded(deploy));
        String destroy = owner.enqueue(vine, "DESTROY");

        // Then
        for (String job : new String[] {plan, test, deploy, second, destroy}) {
            awaitEnd(job, "SUCCESS");
        }
        assertThat(work(deploy).created()).containsExactly(1, 2, 3);
        assertThat(owner.vineRow(vine).path("status").asText()).isEqualTo("DESTROYED");
        assertThat(owner.vineRow(other).path("status").asText()).isEqualTo("ACTIVE");
        assertThat(stored(deploy, "STDOUT")).contains("the secret is ***");
    }

    @Test
    void aReviewedPlanIsAppliedAsItWasPlanned() throws Exception {
        // Given
        startedAgent("planner");
        startedAgent("applier");
        String vine = owner.vine(Script.creating(2, 2));
        String plan = owner.enqueue(vine, "PLAN");
        awaitEnd(plan, "SUCCESS");

        // When
        String deploy = owner.enqueue(vine, "DEPLOY", Map.of("plan_job_id", plan));
        awaitEnd(deploy, "SUCCESS");

        // Then
        assertThat(work(deploy).begun()).isEqualTo(work(plan).planned()).hasSize(1);
        assertThat(work(deploy).planned()).isEmpty();
        assertThat(work(deploy).created()).containsExactly(1, 2);
    }
}
