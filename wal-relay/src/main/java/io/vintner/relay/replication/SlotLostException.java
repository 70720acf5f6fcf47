package io.vintner.relay.replication;

import java.io.Serial;

/** The slot cannot be streamed from any more; changes may be missed and a new one is needed. */
public final class SlotLostException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    SlotLostException(String slot, Throwable cause) {
        super("slot %s can no longer be read".formatted(slot), cause);
    }
}
