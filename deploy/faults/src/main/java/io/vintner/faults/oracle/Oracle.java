package io.vintner.faults.oracle;

import io.vintner.faults.rig.Agent;
import io.vintner.faults.rig.Owner;
import io.vintner.faults.rig.Rig;
import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.Poll;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Checks all invariants on all jobs of one owner. */
public final class Oracle {

    private static final Duration DELIVERY_MAX = Duration.ofSeconds(60);

    private static final List<Rule> RULES =
            List.of(
                    new CurrentLease(),
                    new StartedOnce(),
                    new OneAtATime(),
                    new EndedOnce(),
                    new WholeLog(),
                    new RisingState(),
                    new ReviewedPlan(),
                    new NoSecret(),
                    new DatabaseTime(),
                    new LeftInPeace());

    private Oracle() {}

    /**
     * Waits until what has ended is delivered, and answers what contradicts an invariant; empty:
     * all hold.
     */
    public static List<Breach> examine(Rig rig, Owner owner, Excuses excuses)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        settle(rig, owner, excuses);
        Evidence evidence = Evidence.gather(rig, owner, excuses);
        List<Breach> breaches = new ArrayList<>();
        for (Rule rule : RULES) {
            rule.check(evidence).stream()
                    .filter(breach -> !excuses.covers(breach.invariant(), breach.subject()))
                    .forEach(breaches::add);
        }
        return breaches;
    }

    /** Logs may drain after their job has ended; agents clean up behind that. */
    private static void settle(Rig rig, Owner owner, Excuses excuses)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Poll.until(
                "the logs of the ended jobs to be sealed",
                DELIVERY_MAX,
                () ->
                        Evidence.gather(rig, owner, excuses).jobs().stream()
                                .filter(Evidence.JobRow::hasLog)
                                .filter(job -> !excuses.covers(Invariant.I5, job.id()))
                                .noneMatch(job -> "OPEN".equals(job.logState())));
        for (Agent agent : rig.agents()) {
            if (agent.runs()) {
                Poll.until(
                        agent.name() + " to have done with its jobs, see " + agent.log(),
                        DELIVERY_MAX,
                        () -> agent.unfinished().stream().allMatch(it -> isExcused(it, excuses)));
            }
        }
    }

    private static boolean isExcused(java.nio.file.Path folder, Excuses excuses) {
        String job = Evidence.jobOf(folder.getFileName().toString());
        return excuses.covers(Invariant.I5, job);
    }
}
