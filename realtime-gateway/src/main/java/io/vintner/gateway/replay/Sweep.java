package io.vintner.gateway.replay;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.gateway.changes.ChangeMessages;
import io.vintner.gateway.channel.Channel;
import io.vintner.gateway.channel.Ending;
import io.vintner.gateway.channel.SystemMessage;
import io.vintner.gateway.history.ChangeCursor;
import io.vintner.gateway.match.Delivery;
import io.vintner.gateway.match.Subscription;
import io.vintner.gateway.protocol.SharedFrame;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One way through the window for a group of channels: each change is decided once for all of them.
 * Those that cannot come along are given back, to be taken by a later one. For one thread.
 *
 * <p>At the end of the window live changes are held for the channels from one place between two
 * batches on; the sweep goes as far as that place, and then they hear what was held and what is
 * live. So nothing is missed or told twice at the seam, and nobody live waits for it.
 */
final class Sweep {

    private static final int BATCH_MAX = 500;
    private static final long BATCH_BYTES_MAX = 256 * 1024;

    private final Replays.Parts parts;
    private final ReplayCounts counts;
    private final ChangeMessages messages;
    private final List<Channel> later = new ArrayList<>();
    private final List<Channel> lost = new ArrayList<>();
    private final List<Channel> along = new ArrayList<>();

    Sweep(Replays.Parts parts, ReplayCounts counts) {
        this.parts = parts;
        this.counts = counts;
        this.messages = new ChangeMessages(parts.registry());
    }

    /**
     * Brings as many of the channels to the present as come along.
     *
     * @return the others
     */
    List<Channel> run(List<Channel> channels) {
        ChangeCursor cursor = begin(channels);
        if (cursor != null && !sweepToEnd(cursor)) {
            lost.addAll(along);
            along.clear();
            cursor = null;
        }
        ChangePosition present = hold();
        if (present != null) {
            if (cursor != null && !sweepTo(present, cursor)) {
                giveUpAll();
            }
            lost.forEach(this::goLive);
            along.forEach(this::goLive);
        }
        return later;
    }

    /** Sorts the channels; a cursor at the oldest place of those that come along. */
    private @Nullable ChangeCursor begin(List<Channel> channels) {
        ChangePosition oldest = null;
        for (Channel channel : channels) {
            ChangePosition behind = channel.behind();
            if (behind == null) {
                continue;
            }
            switch (parts.recent().standing(behind)) {
                case LOST -> lost.add(channel);
                case AHEAD -> later.add(channel);
                case HELD -> {
                    along.add(channel);
                    oldest = oldest == null || oldest.isAfter(behind) ? behind : oldest;
                }
            }
        }
        ChangeCursor cursor = oldest == null ? null : parts.recent().after(oldest);
        if (cursor == null) {
            lost.addAll(along);
            along.clear();
        }
        return cursor;
    }

    /** Goes on until little is left; false if the window has let go of a part of it. */
    private boolean sweepToEnd(ChangeCursor cursor) {
        boolean more = true;
        while (more && !along.isEmpty()) {
            List<ChangeEvent> batch = cursor.next(null, BATCH_MAX, BATCH_BYTES_MAX);
            if (batch == null) {
                return false;
            }
            more = !cursor.isAtEnd();
            replay(batch);
        }
        return true;
    }

    private boolean sweepTo(ChangePosition present, ChangeCursor cursor) {
        List<ChangeEvent> batch = cursor.next(present, BATCH_MAX, BATCH_BYTES_MAX);
        while (batch != null && !batch.isEmpty()) {
            replay(batch);
            batch = cursor.next(present, BATCH_MAX, BATCH_BYTES_MAX);
        }
        return batch != null;
    }

    /** Between two batches: from that place on, live changes wait. */
    private @Nullable ChangePosition hold() {
        ChangePosition[] present = new ChangePosition[1];
        parts.registry()
                .during(() -> {
                    ChangePosition end = parts.recent().end();
                    if (end != null) {
                        along.forEach(Channel::hold);
                        lost.forEach(channel -> channel.giveUp(end));
                        present[0] = end;
                    }
                });
        return present[0];
    }

    /** The window has moved on during the last few changes: those that came along are too late. */
    private void giveUpAll() {
        later.addAll(along);
        along.clear();
    }

    private void replay(List<ChangeEvent> batch) {
        if (batch.isEmpty()) {
            return;
        }
        Map<Channel, Part> told = new LinkedHashMap<>();
        List<Subscription> only = new ArrayList<>();
        for (Channel channel : along) {
            ChangePosition behind = channel.behind();
            if (behind != null) {
                List<Subscription> by = channel.subscriptions();
                told.put(channel, new Part(by, behind, new ArrayList<>()));
                only.addAll(by);
            }
        }
        for (Delivery delivery : parts.audience().hear(batch, only)) {
            messages.send(
                    delivery,
                    (channel, message) -> {
                        Part part = told.get(channel);
                        if (part != null && delivery.position().isAfter(part.behind())) {
                            part.messages().add(message);
                        }
                    });
        }
        tell(told, batch.getLast().position());
    }

    /** What one channel hears of a batch. */
    private record Part(List<Subscription> by, ChangePosition behind, List<SharedFrame> messages) {}

    private void tell(Map<Channel, Part> told, ChangePosition upTo) {
        for (Iterator<Channel> each = along.iterator(); each.hasNext(); ) {
            Channel channel = each.next();
            Part part = told.get(channel);
            if (part == null) {
                each.remove(); // it has ended
            } else if (!part.behind().isAfter(upTo) && !tell(channel, part, upTo)) {
                each.remove();
                later.add(channel);
            }
        }
    }

    private boolean tell(Channel channel, Part part, ChangePosition upTo) {
        boolean done = channel.hasRoom() && channel.replay(part.by(), part.messages(), upTo);
        if (done) {
            counts.replayed(part.messages().size());
        }
        return done;
    }

    private void goLive(Channel channel) {
        switch (channel.goLive()) {
            case RESUMED -> counts.resumed();
            case LOST -> counts.lost();
            case MISSED ->
                    parts.registry().end(channel, new Ending.Failed(SystemMessage.CHANGES_MISSED));
            case NOT_YET -> later.add(channel);
            case LIVE, OVER -> {}
        }
    }
}
