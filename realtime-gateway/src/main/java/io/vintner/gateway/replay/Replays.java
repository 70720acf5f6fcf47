package io.vintner.gateway.replay;

import io.vintner.gateway.channel.Channel;
import io.vintner.gateway.channel.ChannelRegistry;
import io.vintner.gateway.channel.Ending;
import io.vintner.gateway.channel.SystemMessage;
import io.vintner.gateway.history.RecentChanges;
import io.vintner.gateway.match.Audience;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/**
 * Brings channels up to the present, a few groups at a time: who comes while all are under way goes
 * along with the next. Thread-safe.
 */
public final class Replays {

    private static final Logger LOG = Logger.getLogger(Replays.class);

    private final Parts parts;
    private final ReplayCounts counts;
    private final Executor threads;
    private final int sweepsMax;
    private List<Channel> waiting = new ArrayList<>();
    private List<Channel> resting = new ArrayList<>();
    private int sweeps;

    /** What every replay works with. */
    public record Parts(RecentChanges recent, Audience audience, ChannelRegistry registry) {}

    /**
     * @param threads where sweeps run; they may wait for PostgreSQL
     * @param sweepsMax how many at a time
     */
    public Replays(Parts parts, ReplayCounts counts, Executor threads, int sweepsMax) {
        this.parts = parts;
        this.counts = counts;
        this.threads = threads;
        this.sweepsMax = sweepsMax;
    }

    /** A channel is open, and behind. */
    public void add(Channel channel) {
        synchronized (this) {
            waiting.add(channel);
        }
        begin();
    }

    /** Takes up again those that had to wait: for their client to read, or for the feed. */
    public void tick() {
        synchronized (this) {
            waiting.addAll(resting);
            resting = new ArrayList<>();
        }
        begin();
    }

    private void begin() {
        synchronized (this) {
            if (waiting.isEmpty() || sweeps == sweepsMax) {
                return;
            }
            sweeps++;
        }
        threads.execute(this::sweep);
    }

    private void sweep() {
        for (List<Channel> group = next(); !group.isEmpty(); group = next()) {
            List<Channel> along = new ArrayList<>();
            List<Channel> full = new ArrayList<>();
            group.forEach(channel -> (channel.hasRoom() ? along : full).add(channel));
            rest(full);
            try {
                rest(new Sweep(parts, counts).run(along));
            } catch (RuntimeException failure) {
                LOG.error("changes could not be replayed", failure);
                along.forEach(this::fail);
            }
        }
    }

    private synchronized List<Channel> next() {
        List<Channel> group = waiting;
        waiting = new ArrayList<>();
        if (group.isEmpty()) {
            sweeps--;
        }
        return group;
    }

    private synchronized void rest(List<Channel> channels) {
        resting.addAll(channels);
    }

    /** Its client joins again by itself, and is told then how it stands. */
    private void fail(Channel channel) {
        if (channel.behind() != null) {
            ChannelRegistry registry = parts.registry();
            registry.end(channel, new Ending.Failed(SystemMessage.CHANGES_MISSED));
        }
    }
}
