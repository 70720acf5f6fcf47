package io.vintner.gateway.channel;

import io.vintner.change.ChangePosition;
import org.jspecify.annotations.Nullable;

/** A client that says, when it comes back, who it was: its channels go on where they stopped. */
public interface Resumer {

    /**
     * Decides where a channel that is about to open begins, and keeps that for the time when its
     * client comes back; may wait for PostgreSQL.
     *
     * @return null if the present is not known just now: the channel cannot open
     */
    @Nullable Start begin(Channel channel);

    /** The channel is open, and is to catch up from where it began. */
    void opened(Channel channel);

    /**
     * Where a channel begins.
     *
     * @param position every change after it is told
     * @param resumed whether the client had everything up to there; else it is to fetch
     */
    record Start(ChangePosition position, boolean resumed) {}
}
