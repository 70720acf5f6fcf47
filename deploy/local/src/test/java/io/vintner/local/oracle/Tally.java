package io.vintner.local.oracle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What has happened over all seeds. */
final class Tally {

    private final Map<Victim, Integer> victims = new EnumMap<>(Victim.class);
    private final List<Long> seeds = new ArrayList<>();
    private int transactions;
    private int channels;
    private long told;
    private long repeated;
    private long resumed;
    private long fetched;
    private long unanswered;
    private int npmCuts;

    void seed(long seed) {
        seeds.add(seed);
    }

    void killed(Victim victim) {
        victims.merge(victim, 1, Integer::sum);
    }

    void committed(int count) {
        transactions += count;
    }

    void verified(ChannelCheck.Counts counts) {
        channels++;
        told += counts.told;
        repeated += counts.repeated;
        resumed += counts.resumed;
        fetched += counts.fetched;
        unanswered += counts.unanswered;
    }

    /** So many connections of npm's clients were cut while they were open. */
    void cut(int ofNpm) {
        npmCuts += ofNpm;
    }

    int killCount() {
        return victims.values().stream().mapToInt(Integer::intValue).sum();
    }

    String report(Duration took) {
        return """
        gateway oracle: %d kills in %d s; seeds %d to %d
          killed: %s; among the connections, %d of npm's clients
          %d transactions; %d channels heard %d changes, %d of them again after a join
          joins answered: %d resumed, %d fetch, %d cut off before the answer
        """
                .formatted(
                        killCount(),
                        took.toSeconds(),
                        seeds.getFirst(),
                        seeds.getLast(),
                        victims,
                        npmCuts,
                        transactions,
                        channels,
                        told,
                        repeated,
                        resumed,
                        fetched,
                        unanswered);
    }
}
