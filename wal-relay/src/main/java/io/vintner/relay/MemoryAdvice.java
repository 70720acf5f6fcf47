package io.vintner.relay;

/**
 * What an operator is told when the memory does not suffice for what PostgreSQL sends next.
 *
 * <p>A row is decoded, encoded and sent as a whole, which takes several times its size. PostgreSQL
 * sends a row without saying how large it is going to be, so the size to set can only be guessed.
 */
final class MemoryAdvice {

    private static final int MEGABYTE_SHIFT = 20;

    private MemoryAdvice() {}

    /**
     * The advice as one sentence.
     *
     * @param heapMax the most that the heap may take, in bytes
     * @param slot empty if none was read from
     */
    static String of(long heapMax, String slot) {
        long megabytes = heapMax >> MEGABYTE_SHIFT;
        String drop =
                slot.isEmpty()
                        ? ""
                        : ", or accept a gap: select pg_drop_replication_slot('%s')"
                                .formatted(slot);
        return "the memory of this relay (%d MB) does not suffice for the row that PostgreSQL sends next; nothing is skipped, the slot is kept: start it with -Xmx%dm or more%s"
                .formatted(megabytes, 2 * megabytes, drop);
    }
}
