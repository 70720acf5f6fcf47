package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.faults.oracle.Invariant;
import io.vintner.faults.terraform.Script;
import org.junit.jupiter.api.Test;

/** Terraform itself ends badly, or cannot begin: the job says how, and never hangs. */
class LostTerraformIT extends FaultTest {

    @Test
    void f24AnApplyThatTheKernelKillsHasFailedWithItsSignalAndItsStateIsKept() throws Exception {
        // Given
        startedAgent("poor");
        String vine = owner.vine(Script.creating(2, 2).ending("apply", "kill -9 $$"));

        // When
        String job = owner.enqueue(vine, "DEPLOY");
        excuses.excuse(Invariant.I10, job);
        awaitEnd(job, "FAILED");

        // Then
        assertThat(owner.job(job).path("error_message").asText())
                .contains("terraform apply was ended by signal 9");
        assertThat(owner.states(vine).getLast().path("created").asInt()).isEqualTo(2);
    }

    @Test
    void f24AVersionThatIsNotThereIsNamed() throws Exception {
        // Given
        startedAgent("bare");

        // When
        String job = owner.enqueue(owner.vine(Script.quick(), "1.2.3"), "PLAN");
        awaitEnd(job, "FAILED");

        // Then
        assertThat(owner.job(job).path("error_message").asText())
                .contains("Terraform 1.2.3 is not on this Tendril");
    }

    @Test
    void f24ATerraformThatReadsItsInputGetsNoneAndGoesOn() throws Exception {
        // Given
        startedAgent("mute");
        Script asks = Script.quick().ending("plan", "read -r answer || echo nobody answers");

        // When
        String job = owner.enqueue(owner.vine(asks), "PLAN");
        awaitEnd(job, "SUCCESS");

        // Then
        patiently()
                .untilAsserted(
                        () -> assertThat(stored(job, "STDOUT")).contains("nobody answers\n"));
    }
}
