package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.faults.terraform.Script;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The API or its database is away while Terraform applies: Terraform does not notice. */
class OutageIT extends FaultTest {

    /** Longer than the silence after which an agent counts as lost. */
    private static final Duration AWAY =
            Duration.ofSeconds(Integer.getInteger("faults.outage.seconds", 10));

    @Test
    void f5AnApplyEndsWhileNoNodeIsThereAndIsToldLater() throws Exception {
        // Given
        startedAgent("patient");
        gate().holdAt("apply-2");
        String job = owner.enqueue(owner.vine(Script.creating(4, 5).at(gateName())), "DEPLOY");
        awaitReached("apply-2");

        // When
        long gone = System.nanoTime();
        rig.killNodes();
        gate().letGo("apply-2");
        patiently().until(() -> !work(job).ended().isEmpty());
        stayAway(gone);
        rig.launchNodes();

        // Then
        awaitEnd(job, "SUCCESS");
        assertThat(work(job).created()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void f6ARestartOfTheDatabaseLosesNothingAndCondemnsNobody() throws Exception {
        // Given
        startedAgent("steady");
        gate().holdAt("apply-3");
        String job = owner.enqueue(owner.vine(Script.creating(4, 40).at(gateName())), "DEPLOY");
        patiently().until(() -> stored(job, "STDOUT").contains("apply stdout 10 "));

        // When
        long gone = System.nanoTime();
        rig.database().stop();
        stayAway(gone);
        rig.database().start();

        // Then
        awaitReached("apply-3");
        gate().letGo("apply-3");
        awaitEnd(job, "SUCCESS");
    }

    @Test
    void f6ACrashOfTheDatabaseInTheMiddleOfAppendsLosesNothing() throws Exception {
        // Given
        startedAgent("steady");
        String vine = owner.vine(Script.creating(6, 60).pausing("0.01"));
        String job = owner.enqueue(vine, "DEPLOY");

        // When
        for (int crash = 1; crash <= 3; crash++) {
            String line = "apply stdout %d ".formatted(crash * 60);
            patiently()
                    .until(() ->
                            work(job).created().size() == 6
                                    || stored(job, "STDOUT").contains(line));
            rig.database().kill();
            rig.database().start();
        }

        // Then
        awaitEnd(job, "SUCCESS");
        assertThat(work(job).created()).hasSize(6);
    }

    private static void stayAway(long began) {
        Awaitility.await()
                .atMost(AWAY.plusSeconds(10))
                .until(() -> System.nanoTime() - began > AWAY.toNanos());
    }
}
