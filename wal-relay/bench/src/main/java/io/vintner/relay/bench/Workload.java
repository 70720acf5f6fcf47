package io.vintner.relay.bench;

/** How the rows of a load are spread over transactions. */
enum Workload {
    TEN_THOUSAND_ROWS("10,000-row transactions"),
    ONE_ROW("1-row transactions"),
    ALL_ROWS("one transaction");

    private static final int BATCH_ROWS = 10_000;

    private final String title;

    Workload(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** The rows of each transaction but the last, which may have fewer. */
    long transactionRows(long rows) {
        return switch (this) {
            case TEN_THOUSAND_ROWS -> BATCH_ROWS;
            case ONE_ROW -> 1;
            case ALL_ROWS -> rows;
        };
    }
}
