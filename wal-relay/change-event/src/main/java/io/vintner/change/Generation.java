package io.vintner.change;

/**
 * One unbroken history of changes: as long as it stays the same, positions can be compared; another
 * one means that changes may have been missed.
 *
 * <p>Nothing is stored for it: all three parts are PostgreSQL's own ({@code IDENTIFY_SYSTEM} and
 * the slot's name). Generations are compared for equality only.
 *
 * @param slot the number in the name of the relay's replication slot, {@code vintner_<slot>}
 * @param timeline of the database cluster; a promoted standby or a point-in-time restore has a new
 *     one
 * @param system identifier of the cluster, an unsigned 64-bit number
 */
public record Generation(long slot, long timeline, long system) {

    /**
     * Reads the form that {@link #toString()} writes.
     *
     * @throws MalformedFeedException if the text is anything else
     */
    public static Generation parse(String text) {
        int first = text.indexOf('.');
        int second = text.indexOf('.', first + 1);
        if (first < 0 || second < 0) {
            throw new MalformedFeedException("expected slot.timeline.system, came '" + text + "'");
        }
        try {
            return new Generation(
                    Long.parseLong(text, 0, first, 10),
                    Long.parseLong(text, first + 1, second, 10),
                    Long.parseUnsignedLong(text, second + 1, text.length(), 10));
        } catch (NumberFormatException notANumber) {
            throw new MalformedFeedException(
                    "expected slot.timeline.system, came '" + text + "'", notANumber);
        }
    }

    @Override
    public String toString() {
        return slot + "." + timeline + "." + Long.toUnsignedString(system);
    }
}
