package io.vintner.faults.oracle;

import io.vintner.faults.oracle.Evidence.JobRow;
import io.vintner.faults.terraform.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** I2: one start in the history, one apply in the diaries, each resource once in the ledgers. */
final class StartedOnce implements Rule {

    @Override
    public List<Breach> check(Evidence evidence) {
        List<Breach> breaches = new ArrayList<>();
        for (JobRow job : evidence.jobs()) {
            long starts =
                    evidence.eventsOf(job).stream()
                            .filter(event -> event.kind().equals("started"))
                            .count();
            List<Work> works = evidence.worksOf(job);
            long applies = works.stream().mapToLong(work -> work.begun().size()).sum();
            List<Integer> created = works.stream().flatMap(it -> it.created().stream()).toList();
            List<Integer> once = IntStream.rangeClosed(1, created.size()).boxed().toList();
            if (job.mutating() && (starts > 1 || applies > 1 || job.attempt() > 1)) {
                breaches.add(
                        new Breach(
                                Invariant.I2,
                                job.id(),
                                "%d starts, %d applies, attempt %d"
                                        .formatted(starts, applies, job.attempt())));
            }
            if (!created.equals(once)) {
                breaches.add(new Breach(Invariant.I2, job.id(), "created " + created));
            }
            if (!job.mutating() && applies > 0) {
                breaches.add(new Breach(Invariant.I2, job.id(), "a job that only reads applied"));
            }
        }
        return breaches;
    }
}
