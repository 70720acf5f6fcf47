package io.vintner.relay.watch;

import io.vintner.relay.replication.SlotHealth;
import org.jspecify.annotations.Nullable;

/** What the last look at the slot has shown. */
public sealed interface SlotView {

    /** Nobody could look: the database is away, or refuses. */
    record Unseen() implements SlotView {}

    /** The database has no slot of a relay. */
    record NoSlot() implements SlotView {}

    /**
     * There is one.
     *
     * @param reason of the alarm, for an operator; empty if there is none
     * @param lag null if this relay has read nothing of the slot, as one that stands by
     */
    record Seen(SlotHealth health, SlotAlarm alarm, String reason, @Nullable Lag lag)
            implements SlotView {}
}
