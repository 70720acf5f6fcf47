package io.vintner.gateway.resume;

import io.vintner.change.ChangePosition;
import io.vintner.gateway.channel.Channel;
import io.vintner.gateway.channel.Resumer;
import io.vintner.gateway.channel.Topic;
import io.vintner.gateway.history.RecentChanges;
import io.vintner.gateway.replay.Replays;
import io.vintner.gateway.token.Claims;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One socket of a client that can resume: keeps where its channels begin, and turns its heartbeats
 * into receipts. Thread-safe.
 */
public final class ResumeSession implements Resumer {

    /** With more topics than these, those whose channels have ended are forgotten. */
    private static final int TOPICS_MAX = 1_000;

    private final ResumeId id;
    private final Parts parts;
    private final Runnable whenTakenOver;
    private final ReceiptRule<List<Mark>> rule = new ReceiptRule<>();
    private final Map<Topic, Tracked> tracked = new HashMap<>(4);
    private final Set<ReceiptKey.Owner> owners = new HashSet<>(2);
    private boolean over;

    /** What every session works with. */
    record Parts(
            RecentChanges recent,
            Receipts receipts,
            Replays replays,
            ResumeMetrics metrics,
            ResumeSessions all) {}

    /** A channel and the key of its receipts, as long as it belongs to the bearer of claims. */
    private record Tracked(Channel channel, Claims claims, ReceiptKey key) {

        /** Whether both are of one channel of one user, who may have got another token between. */
        boolean isSame(Tracked other) {
            return channel.equals(other.channel) && key.equals(other.key);
        }
    }

    /** What one channel had been told of at some moment. */
    private record Mark(Tracked of, ChangePosition position) {}

    ResumeSession(ResumeId id, Parts parts, Runnable whenTakenOver) {
        this.id = id;
        this.parts = parts;
        this.whenTakenOver = whenTakenOver;
    }

    @Override
    public @Nullable Start begin(Channel channel) {
        ReceiptKey key = ReceiptKey.of(id, channel);
        Receipt known = null;
        if (key != null) {
            if (!own(key.owner())) {
                return null;
            }
            parts.all().takeOver(key.owner(), this);
            known = parts.receipts().find(key);
        }
        ChangePosition present = parts.recent().reached();
        if (present == null) {
            return null;
        }
        Start start = start(known, present);
        if (!start.resumed()) {
            parts.metrics().fetch();
        }
        if (key != null) {
            parts.receipts().begin(key, new Receipt(start.position(), !start.resumed()));
            track(channel, key);
        }
        return start;
    }

    private Start start(@Nullable Receipt known, ChangePosition present) {
        if (known == null
                || parts.recent().standing(known.position()) == RecentChanges.Standing.LOST) {
            return new Start(present, false);
        }
        return new Start(known.position(), !known.fetching());
    }

    @Override
    public void opened(Channel channel) {
        parts.replays().add(channel);
    }

    /**
     * A heartbeat came, and is about to be answered.
     *
     * @param now in nanoseconds of a clock that only goes forward
     * @param lastAnswerTaken whether the answer to the one before it has left for the network
     */
    public synchronized void beat(long now, boolean lastAnswerTaken) {
        ChangePosition live = parts.recent().reached();
        List<Mark> marks = new ArrayList<>(tracked.size());
        if (live != null) {
            tracked.replaceAll((_, one) -> underPresentClaims(one));
            for (Tracked one : tracked.values()) {
                ChangePosition heard = one.channel().heardUpTo(live);
                if (heard != null && !one.channel().subscriptions().isEmpty()) {
                    marks.add(new Mark(one, heard));
                }
            }
        }
        rule.beat(now, lastAnswerTaken, marks);
    }

    /** Time has passed. */
    public synchronized void tick(long now) {
        List<Mark> proven = rule.proven(now);
        if (proven != null) {
            for (Mark mark : proven) {
                Tracked of = mark.of();
                Tracked present = tracked.get(of.channel().topic());
                if (present != null && present.isSame(of) && of.channel().isOpen()) {
                    parts.receipts().confirm(of.key(), mark.position());
                }
            }
        }
    }

    /** The client joins a topic again that it has joined. */
    public synchronized void joinedAgain() {
        rule.joinedAgain();
    }

    /** The client has left that topic. */
    public synchronized void left(Topic topic) {
        Tracked one = tracked.remove(topic);
        if (one != null) {
            parts.receipts().forget(one.key());
        }
    }

    /** The socket is gone; what it has proven stays. */
    public void gone() {
        Set<ReceiptKey.Owner> owned;
        synchronized (this) {
            over = true;
            tracked.clear();
            owned = Set.copyOf(owners);
        }
        parts.all().gone(owned, this);
    }

    /** The same client has come on another socket: this one gets no receipts any more. */
    void takenOver() {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            tracked.clear();
        }
        whenTakenOver.run();
    }

    private synchronized boolean own(ReceiptKey.Owner owner) {
        if (!over) {
            owners.add(owner);
        }
        return !over;
    }

    private synchronized void track(Channel channel, ReceiptKey key) {
        if (over) {
            return;
        }
        if (tracked.size() >= TOPICS_MAX) {
            tracked.values().removeIf(one -> !one.channel().isOpen());
        }
        tracked.put(channel.topic(), new Tracked(channel, channel.claims(), key));
    }

    /** Another token may be that of another user, who has no receipt yet. */
    private Tracked underPresentClaims(Tracked one) {
        Claims claims = one.channel().claims();
        if (claims.equals(one.claims())) {
            return one;
        }
        ReceiptKey key = ReceiptKey.of(id, one.channel());
        if (key == null || key.equals(one.key())) {
            return new Tracked(one.channel(), claims, one.key());
        }
        parts.receipts().forget(one.key());
        return new Tracked(one.channel(), claims, key);
    }
}
