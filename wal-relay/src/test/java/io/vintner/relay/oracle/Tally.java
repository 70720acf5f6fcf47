package io.vintner.relay.oracle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What has happened over all seeds. */
final class Tally {

    private final Map<KillPoint, Integer> hits = new EnumMap<>(KillPoint.class);
    private final Map<KillPoint, Integer> misses = new EnumMap<>(KillPoint.class);
    private final Set<KillPoint> planned = EnumSet.noneOf(KillPoint.class);
    private final Map<Kill.Victim, Integer> victims = new EnumMap<>(Kill.Victim.class);
    private final List<Long> seeds = new ArrayList<>();
    private int moments;
    private long transactions;
    private long changes;

    void seed(long seed, List<Kill> plan) {
        seeds.add(seed);
        plan.stream().filter(kill -> kill.at() != null).map(Kill::at).forEach(planned::add);
    }

    void hit(KillPoint point, Kill.Victim victim) {
        hits.merge(point, 1, Integer::sum);
        victims.merge(victim, 1, Integer::sum);
    }

    /** A kill at no place in particular. */
    void moment(Kill.Victim victim) {
        moments++;
        victims.merge(victim, 1, Integer::sum);
    }

    /** The relay did not come to the place in time. */
    void miss(KillPoint point) {
        misses.merge(point, 1, Integer::sum);
    }

    void told(int toldTransactions, long toldChanges) {
        transactions += toldTransactions;
        changes += toldChanges;
    }

    int killCount() {
        return moments + hits.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The places that were to be visited and never were. */
    Set<KillPoint> missed() {
        Set<KillPoint> missed = EnumSet.copyOf(planned);
        missed.removeAll(hits.keySet());
        return missed;
    }

    /** Whether the plan had every place. */
    boolean visitsAll() {
        return planned.size() == KillPoint.values().length;
    }

    String report(Duration took) {
        StringBuilder report = new StringBuilder();
        report.append(
                "%d kills in %d s; seeds %d to %d; %d transactions, %d changes, each told once to each reader%n"
                        .formatted(
                                killCount(),
                                took.toSeconds(),
                                seeds.getFirst(),
                                seeds.getLast(),
                                transactions,
                                changes));
        report.append("  killed: %s%n".formatted(victims));
        report.append("  %5d at any moment%n".formatted(moments));
        report.append("  not come to in time: %s%n".formatted(misses));
        for (KillPoint point : KillPoint.values()) {
            report.append("  %5d %s%n".formatted(hits.getOrDefault(point, 0), point));
        }
        return report.toString();
    }
}
