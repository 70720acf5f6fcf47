package io.vintner.relay;

import java.io.Serial;

/** The database was set back to a copy and has gone on differently; a new slot is needed. */
final class OtherHistoryException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    OtherHistoryException() {
        super("the database tells another history than before: it was set back to a copy");
    }
}
