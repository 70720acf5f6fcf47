package io.vintner.relay;

import java.io.Serial;

/** PostgreSQL leaves rows out or tells them wrongly; a new slot is needed. */
final class UntoldRowsException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    UntoldRowsException(String reason) {
        super(reason);
    }
}
