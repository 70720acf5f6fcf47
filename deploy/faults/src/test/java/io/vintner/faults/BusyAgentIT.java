package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.faults.rig.Agent;
import io.vintner.faults.terraform.Script;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An agent that may run several jobs at a time. */
class BusyAgentIT extends FaultTest {

    private static final int JOBS = 5;

    @Test
    void anAgentThatMayRunTwoJobsRunsTwoAtATimeAndNeverThree() throws Exception {
        // Given
        Agent agent = rig.agent(owner, "two-handed", Map.of("VINTNER_TENDRIL_MAX_JOBS", "2"));
        gate().holdAt("plan");
        Script held = Script.creating(0, 2).at(gateName());
        for (int job = 0; job < JOBS; job++) {
            owner.enqueue(owner.vine(held), "PLAN");
        }

        // When
        agent.start();
        patiently().until(() -> count("PROCESSING") == 2);
        AtomicInteger beats = beatsOf(agent);
        patiently().until(() -> beats.get() > 3);

        // Then
        assertThat(count("PROCESSING")).isEqualTo(2);
        assertThat(count("QUEUED")).isEqualTo(JOBS - 2);
        gate().letGo("plan");
        patiently().until(() -> count("SUCCESS") == JOBS);
        assertThat(mostAtATime()).isEqualTo(2);
    }

    private long count(String status) throws Exception {
        return rig.database()
                .number(
                        "select count(*) from provision_jobs where user_id = ? and status = ?",
                        owner.id(),
                        status);
    }

    /** How many jobs of the owner's were with a Tendril at the same moment, by its history. */
    private long mostAtATime() throws Exception {
        return rig.database()
                .number(
                        """
                        select max(running) from (
                          select sum(case event.kind when 'claimed' then 1 else -1 end)
                            over (order by event.id) as running
                          from job_events event
                          join provision_jobs job on job.id = event.job_id
                          where job.user_id = ? and event.kind in ('claimed', 'success')) moments
                        """,
                        owner.id());
    }
}
