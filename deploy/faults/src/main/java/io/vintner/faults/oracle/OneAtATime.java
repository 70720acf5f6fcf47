package io.vintner.faults.oracle;

import io.vintner.faults.oracle.Evidence.Event;
import io.vintner.faults.oracle.Evidence.JobRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** I3: between the claim of a mutating job and its end, nobody claims another one of its vine. */
final class OneAtATime implements Rule {

    @Override
    public List<Breach> check(Evidence evidence) {
        Map<String, JobRow> mutating =
                evidence.jobs().stream()
                        .filter(JobRow::mutating)
                        .collect(Collectors.toMap(JobRow::id, Function.identity()));
        Map<String, String> holders = new HashMap<>();
        List<Breach> breaches = new ArrayList<>();
        for (Event event : evidence.events()) {
            JobRow job = mutating.get(event.job());
            if (job == null) {
                continue;
            }
            if (event.kind().equals("claimed")) {
                String holder = holders.put(job.vine(), job.id());
                if (holder != null) {
                    breaches.add(
                            new Breach(Invariant.I3, job.id(), "claimed while it was " + holder));
                }
            } else if (Evidence.ENDS.contains(event.kind())
                    || Evidence.RELEASES.contains(event.kind())) {
                holders.remove(job.vine(), job.id());
            }
        }
        return breaches;
    }
}
