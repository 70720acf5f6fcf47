package io.vintner.relay.replication;

import java.io.Serial;

/** The database is not set up for the relay; the message says what its operator must do. */
public final class NotReadyException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    public NotReadyException(String advice) {
        super(advice);
    }

    NotReadyException(String advice, Throwable cause) {
        super(advice, cause);
    }
}
