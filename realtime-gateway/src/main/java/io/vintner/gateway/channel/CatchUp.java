package io.vintner.gateway.channel;

import io.vintner.change.ChangePosition;
import io.vintner.gateway.protocol.SharedFrame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a channel has come that begins in the past. It ends when the channel has caught up with
 * the present. Guarded by its channel.
 */
final class CatchUp {

    /** More changes than these are not held: the channel catches up once more. */
    private static final int HELD_MAX = 1_000;

    private ChangePosition position;
    private final boolean answered;
    private boolean lost;
    private long replayed;

    /** Live changes that wait for what comes before them; null while there is more of that. */
    private @Nullable List<SharedFrame> held;

    CatchUp(Resumer.Start start) {
        position = start.position();
        answered = !start.resumed();
    }

    /** Up to where the channel has been told of every change. */
    ChangePosition position() {
        return position;
    }

    void replayed(int changes, ChangePosition upTo) {
        replayed += changes;
        position = upTo;
    }

    /** From now on what is live is held. */
    void hold() {
        held = new ArrayList<>();
    }

    /** As {@link #hold}; what came before {@code present} is lost. */
    void giveUp(ChangePosition present) {
        lost = true;
        position = present;
        hold();
    }

    /** Something live. */
    void live(SharedFrame change) {
        List<SharedFrame> waiting = held;
        if (waiting == null) {
            return; // it comes again, in its turn
        }
        if (waiting.size() == HELD_MAX) {
            held = null;
        } else {
            waiting.add(change);
        }
    }

    /** What waited; null if it was too much, and is to be caught up with. */
    @Nullable List<SharedFrame> held() {
        return held;
    }

    /** What is to be said when it ends; null if that was said when it began. */
    @Nullable SystemMessage answer() {
        if (answered) {
            return null;
        }
        return lost ? SystemMessage.FETCH : SystemMessage.resumed(replayed);
    }

    /** How it went. */
    Channel.Arrival arrival() {
        if (!lost) {
            return answered ? Channel.Arrival.LIVE : Channel.Arrival.RESUMED;
        }
        return answered ? Channel.Arrival.MISSED : Channel.Arrival.LOST;
    }
}
