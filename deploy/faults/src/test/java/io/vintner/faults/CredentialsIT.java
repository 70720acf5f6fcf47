package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.faults.rig.Agent;
import io.vintner.faults.terraform.Script;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An agent's token is replaced or taken away while Terraform applies. */
class CredentialsIT extends FaultTest {

    private static final Duration LONGER_THAN_THE_VERDICT_TAKES = Duration.ofSeconds(12);

    @Test
    void f19ARotationInTheMiddleOfAnApplyIsNotNoticed() throws Exception {
        // Given
        Agent agent = startedAgent("turning");
        gate().holdAt("apply-1");
        String job = owner.enqueue(owner.vine(Script.creating(2, 3).at(gateName())), "DEPLOY");
        awaitReached("apply-1");

        // When
        agent.keepToken(owner.freshToken(agent, false));
        agent.kill();
        agent.start();
        gate().letGo("apply-1");

        // Then
        awaitEnd(job, "SUCCESS");
        String next = owner.enqueue(owner.vine(Script.quick()), "CONNECTION_TEST");
        awaitEnd(next, "SUCCESS");
    }

    @Test
    void f19AnAgentWhoseTokenIsRevokedClaimsNothingAndItsApplyComesToItsEnd() throws Exception {
        // Given
        Agent agent = startedAgent("revoked");
        awaitEndOfCalm();
        gate().holdAt("apply-1");
        String vine = owner.vine(Script.creating(2, 3).at(gateName()));
        String job = owner.enqueue(vine, "DEPLOY");
        awaitReached("apply-1");

        // When
        owner.freshToken(agent, true);
        String next = owner.enqueue(owner.vine(Script.quick()), "CONNECTION_TEST");
        patiently().pollDelay(LONGER_THAN_THE_VERDICT_TAKES).until(() -> true);
        gate().letGo("apply-1");

        // Then
        awaitEnd(job, "SUCCESS");
        patiently().until(() -> agent.unfinished().isEmpty());
        assertThat(stored(job, "STDOUT")).contains("Apply complete!\n");
        assertThat(owner.status(next)).isEqualTo("QUEUED");
        owner.call("POST", "/api/jobs/%s/cancel".formatted(next), null);
    }

    @Test
    void f19WhatARevokedAgentHasDoneIsTakenFromItAfterTheVerdict() throws Exception {
        // Given
        Agent agent = startedAgent("revoked");
        awaitEndOfCalm();
        gate().holdAt("apply-1");
        String vine = owner.vine(Script.creating(2, 3).at(gateName()));
        String job = owner.enqueue(vine, "DEPLOY");
        awaitReached("apply-1");
        agent.kill();
        owner.freshToken(agent, true);
        gate().letGo("apply-1");
        awaitEnd(job, "FAILED");
        patiently().until(() -> !work(job).ended().isEmpty());

        // When
        agent.start();

        // Then
        patiently().until(() -> agent.unfinished().isEmpty());
        assertThat(lateOutcomes(job)).containsExactly("SUCCESS");
        assertThat(owner.job(job).path("error_code").asText()).isEqualTo("AGENT_LOST");
        assertThat(
                        owner.call("GET", "/api/state/%s/orphans".formatted(vine), null)
                                .path("items")
                                .findValuesAsText("job_id"))
                .contains(job);
        assertThat(stored(job, "STDOUT")).contains("Apply complete!\n");
    }
}
