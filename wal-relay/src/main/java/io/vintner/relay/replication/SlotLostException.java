package io.vintner.relay.replication;

import java.io.Serial;

/** The slot is of no use any more; changes may be missed and a new one is needed. */
public final class SlotLostException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    /**
     * @param reason for an operator
     */
    public SlotLostException(String reason) {
        super(reason);
    }

    SlotLostException(String slot, Throwable cause) {
        super("slot %s can no longer be read".formatted(slot), cause);
    }
}
