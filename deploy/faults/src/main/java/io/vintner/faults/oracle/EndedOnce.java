package io.vintner.faults.oracle;

import io.vintner.faults.oracle.Evidence.Event;
import io.vintner.faults.oracle.Evidence.JobRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** I4: one end in the history of an ended job, which its status says, and no move behind it. */
final class EndedOnce implements Rule {

    private static final Set<String> MOVES = Set.of("claimed", "started", "released", "lapsed");

    @Override
    public List<Breach> check(Evidence evidence) {
        List<Breach> breaches = new ArrayList<>();
        for (JobRow job : evidence.jobs()) {
            List<String> kinds = evidence.eventsOf(job).stream().map(Event::kind).toList();
            List<String> ends = kinds.stream().filter(Evidence.ENDS::contains).toList();
            List<String> expected =
                    job.ended() ? List.of(job.status().toLowerCase(Locale.ROOT)) : List.of();
            boolean movedOn =
                    !ends.isEmpty()
                            && kinds.subList(kinds.indexOf(ends.getFirst()), kinds.size()).stream()
                                    .anyMatch(MOVES::contains);
            if (!ends.equals(expected) || movedOn) {
                breaches.add(
                        new Breach(
                                Invariant.I4,
                                job.id(),
                                "%s with the history %s".formatted(job.status(), kinds)));
            }
        }
        return breaches;
    }
}
