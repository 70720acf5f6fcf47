package io.vintner.faults.oracle;

import io.vintner.faults.oracle.Evidence.JobRow;
import io.vintner.faults.oracle.Evidence.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** I1: epochs are given out once and rise; nobody wrote or worked under another one. */
final class CurrentLease implements Rule {

    @Override
    public List<Breach> check(Evidence evidence) {
        List<Breach> breaches = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (JobRow job : evidence.jobs()) {
            List<Long> epochs = evidence.epochsOf(job);
            if (!epochs.stream().sorted().toList().equals(epochs)) {
                breaches.add(breach(job.id(), "claimed under epochs " + epochs));
            }
            epochs.stream()
                    .filter(epoch -> !seen.add(epoch))
                    .forEach(epoch ->
                            breaches.add(breach(job.id(), "epoch " + epoch + " was given twice")));
            Long lease = job.leaseEpoch();
            if (lease != null && !lease.equals(epochs.isEmpty() ? null : epochs.getLast())) {
                breaches.add(breach(job.id(), "its lease is %d of %s".formatted(lease, epochs)));
            }
            evidence.works().keySet().stream()
                    .filter(it -> Evidence.jobOf(it).equals(job.id()))
                    .filter(it -> !epochs.contains(Evidence.epochOf(it)))
                    .forEach(it -> breaches.add(breach(job.id(), "work without a lease: " + it)));
            for (Version version : evidence.versions()) {
                if (job.id().equals(version.job()) && !epochs.contains(version.epoch())) {
                    breaches.add(breach(job.id(), "state under epoch " + version.epoch()));
                }
            }
        }
        return breaches;
    }

    private static Breach breach(String job, String what) {
        return new Breach(Invariant.I1, job, what);
    }
}
