package io.vintner.gateway.channel;

import io.vintner.gateway.protocol.SharedFrame;
import java.util.List;

/**
 * Where one channel's messages go, in order. Never waits: what the client does not read is its
 * owner's to bound.
 */
public interface Outbox {

    /**
     * The join succeeded; the first message of all.
     *
     * @param bindingIds the numbers of the bindings, in the order asked for
     */
    void joined(List<Long> bindingIds);

    /** Something about the channel. */
    void system(SystemMessage message);

    /** A change that the channel hears of. */
    void changed(SharedFrame change);

    /** Whether more of the past may be put here; live changes do not ask. */
    boolean hasRoom();

    /**
     * The channel is over for good ({@code phx_close}); the client does not come back by itself.
     */
    void closed();

    /** The channel failed ({@code phx_error}); the client joins again by itself. */
    void failed();
}
