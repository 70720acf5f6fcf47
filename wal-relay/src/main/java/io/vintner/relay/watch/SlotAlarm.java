package io.vintner.relay.watch;

/**
 * How near the slot is to being a danger for its database, or to being given up by it. At each
 * level more is given up; docs/operations.md tells an operator what to do.
 */
public enum SlotAlarm {
    /** Nothing to do. */
    NONE(0),
    /**
     * Half of what may be kept is kept, or PostgreSQL warns, or the relay is behind for long.
     * Nothing is given up.
     */
    RAISED(1),
    /** Four fifths are kept: the relay gives up its replay window. */
    HIGH(2),
    /**
     * Nine tenths are kept, or the next checkpoint can remove what the slot needs: readers that
     * have been behind since the last look are told of a gap.
     */
    CRITICAL(3),
    /** PostgreSQL has given the slot up: changes were missed, and a new slot follows. */
    LOST(4);

    private final int level;

    SlotAlarm(int level) {
        this.level = level;
    }

    /** As a measure: a higher one is more dangerous. */
    public int level() {
        return level;
    }
}
