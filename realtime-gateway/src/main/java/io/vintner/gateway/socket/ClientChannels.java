package io.vintner.gateway.socket;

import io.vintner.gateway.channel.Channel;
import io.vintner.gateway.channel.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one client, and for each topic the lane on which its messages are handled.
 * Thread-safe.
 */
final class ClientChannels {

    private final int max;
    private final Executor threads;
    private final JoinRate rate;
    private final Map<Topic, Joined> joined = new HashMap<>(4);
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>(4);
    private long emptySince = System.nanoTime();
    private int joining;
    private boolean gone;

    ClientChannels(SocketConfig config, Executor threads) {
        this.max = config.channelsMax();
        this.threads = threads;
        this.rate = new JoinRate(config.joinsPerSecondMax(), System.nanoTime());
    }

    /**
     * A channel and how its client knows it.
     *
     * @param token the last one that it was given
     */
    record Joined(Channel channel, @Nullable String joinRef, String token) {

        /** Leaves out the token. */
        @Override
        public String toString() {
            return "Joined[topic=" + channel.topic() + ", joinRef=" + joinRef + "]";
        }
    }

    /** Runs {@code task} after everything that came for the same topic. */
    void inOrder(String topic, Runnable task) {
        lanes.compute(
                topic,
                (_, known) -> {
                    Lane lane =
                            known == null ? new Lane(threads, () -> removeIfIdle(topic)) : known;
                    lane.run(task);
                    return lane;
                });
    }

    private void removeIfIdle(String topic) {
        lanes.computeIfPresent(topic, (_, lane) -> lane.isIdle() ? null : lane);
    }

    /** How many topics have work. */
    int busyTopics() {
        return lanes.size();
    }

    /** Takes one join from the client's rate, if any is left. */
    synchronized boolean mayJoin() {
        return rate.take(System.nanoTime());
    }

    /**
     * Takes the room for one more channel, if there is any; {@link #joinEnded} gives it back. Joins
     * of several topics may be under way at the same time.
     */
    synchronized boolean beginJoin() {
        joined.values().removeIf(one -> !one.channel().isOpen());
        if (joined.size() + joining >= max) {
            return false;
        }
        joining++;
        return true;
    }

    /** The join has become a channel that was put here, or nothing. */
    synchronized void joinEnded() {
        joining--;
    }

    /** The open channel of that topic; null if there is none. */
    synchronized @Nullable Joined of(@Nullable Topic topic) {
        Joined known = topic == null ? null : joined.get(topic);
        return known != null && known.channel().isOpen() ? known : null;
    }

    /**
     * Keeps a channel, in the place of another one of its topic.
     *
     * @return false if the client is gone: nobody will end the channel then
     */
    synchronized boolean put(Joined one) {
        if (gone) {
            return false;
        }
        joined.put(one.channel().topic(), one);
        return true;
    }

    /** Forgets the channel of that topic. */
    synchronized void remove(Topic topic) {
        joined.remove(topic);
        if (joined.isEmpty()) {
            emptySince = System.nanoTime();
        }
    }

    /** The client is gone: all its channels, for the last time. */
    synchronized List<Channel> leave() {
        gone = true;
        List<Channel> all = new ArrayList<>(joined.size());
        joined.values().forEach(one -> all.add(one.channel()));
        joined.clear();
        return all;
    }

    /** For how long there has been no channel; zero while there is one. */
    synchronized Duration emptyFor(long now) {
        return joined.isEmpty() ? Duration.ofNanos(now - emptySince) : Duration.ZERO;
    }
}
