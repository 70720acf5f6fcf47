package io.vintner.faults.oracle;

import io.vintner.faults.oracle.Evidence.JobRow;
import io.vintner.faults.terraform.Work;
import java.util.ArrayList;
import java.util.List;

/** I10: every apply that began has ended by itself, and was never asked to. */
final class LeftInPeace implements Rule {

    @Override
    public List<Breach> check(Evidence evidence) {
        List<Breach> breaches = new ArrayList<>();
        for (JobRow job : evidence.jobs()) {
            for (Work work : evidence.worksOf(job)) {
                if (work.ended().size() != work.begun().size() || work.signals() > 0) {
                    breaches.add(
                            new Breach(
                                    Invariant.I10,
                                    job.id(),
                                    "%d applies began, %d ended, %d signals"
                                            .formatted(
                                                    work.begun().size(),
                                                    work.ended().size(),
                                                    work.signals())));
                }
            }
        }
        return breaches;
    }
}
