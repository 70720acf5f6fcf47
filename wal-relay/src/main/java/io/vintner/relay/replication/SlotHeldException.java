package io.vintner.relay.replication;

import java.io.Serial;

/**
 * Another connection streams from the slot: another relay, or what PostgreSQL has not yet noticed
 * to be dead.
 */
public final class SlotHeldException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    SlotHeldException(String slot, Throwable cause) {
        super("slot %s is in use by another connection".formatted(slot), cause);
    }
}
