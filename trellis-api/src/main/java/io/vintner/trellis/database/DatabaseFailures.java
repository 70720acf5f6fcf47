package io.vintner.trellis.database;

import io.vertx.pgclient.PgException;

/** Sorts what the driver throws into "PostgreSQL refused" and "PostgreSQL is not there". */
final class DatabaseFailures {

    private DatabaseFailures() {}

    static RuntimeException of(RuntimeException failure) {
        if (failure instanceof StatementFailedException
                || failure instanceof DatabaseUnavailableException) {
            return failure;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException refused && !isOutage(refused.getSqlState())) {
                return new StatementFailedException(
                        refused.getSqlState(),
                        refused.getConstraint() == null ? "" : refused.getConstraint(),
                        refused);
            }
        }
        return new DatabaseUnavailableException(failure);
    }

    /** Connection exceptions, too many connections, shutdown, crash, starting up. */
    private static boolean isOutage(String sqlState) {
        return sqlState.startsWith("08")
                || sqlState.startsWith("53")
                || sqlState.startsWith("57P")
                || sqlState.startsWith("58");
    }
}
