package io.vintner.trellis.database;

/** PostgreSQL could not be asked, or did not answer in time; asking again later may help. */
public final class DatabaseUnavailableException extends RuntimeException {

    DatabaseUnavailableException(String message) {
        super(message);
    }

    DatabaseUnavailableException(Throwable cause) {
        super("PostgreSQL is not available", cause);
    }
}
