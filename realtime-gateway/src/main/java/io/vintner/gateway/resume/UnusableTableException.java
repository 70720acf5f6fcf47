package io.vintner.gateway.resume;

import java.io.Serial;

/**
 * PostgreSQL refuses what is done with the table: it is gone, another one, or not for this role.
 */
final class UnusableTableException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    UnusableTableException(String message, Throwable cause) {
        super(message, cause);
    }
}
