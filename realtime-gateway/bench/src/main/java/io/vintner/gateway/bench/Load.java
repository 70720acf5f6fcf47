package io.vintner.gateway.bench;

/**
 * Rows that are written at a steady rate. Row number n belongs to the group n modulo the number of
 * groups.
 *
 * @param rows a multiple of {@code groups} and of {@code transactionRows}
 * @param groups of readers; one if every reader gets every row
 * @param transactionRows rows of one transaction; divides {@code groups}, unless that is one
 * @param perSecond rows
 */
record Load(
        BenchTable table, long firstId, long rows, int groups, int transactionRows, int perSecond) {

    private static final long SECOND_NANOS = 1_000_000_000L;

    Load {
        if (rows % groups != 0
                || rows % transactionRows != 0
                || (groups > 1 && groups % transactionRows != 0)) {
            throw new IllegalArgumentException(
                    "%d rows, %d groups, %d rows a transaction"
                            .formatted(rows, groups, transactionRows));
        }
    }

    long transactions() {
        return rows / transactionRows;
    }

    /** From the start to the moment of that transaction. */
    long nanosTo(long transaction) {
        return transaction * transactionRows * SECOND_NANOS / perSecond;
    }

    /** Transactions of the same lane hold rows of the same groups, and keep their order. */
    int lanes() {
        return groups == 1 ? 1 : groups / transactionRows;
    }

    /** The first group of that transaction. */
    int group(long transaction) {
        return Math.toIntExact(transaction * transactionRows % groups);
    }
}
