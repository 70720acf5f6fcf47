package io.vintner.gateway.database;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL could not be reached, its connection broke, or it did not answer in time. To be tried
 * again.
 */
public final class DatabaseAwayException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    public DatabaseAwayException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
