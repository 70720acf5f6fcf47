package io.vintner.gateway.match;

import io.vertx.pgclient.PgException;
import io.vintner.gateway.database.Database;
import io.vintner.gateway.database.DatabaseAwayException;
import io.vintner.gateway.database.Session;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection on which no statement runs for long; opened when needed. Not thread-safe. */
final class TimedSession {

    private final Database database;
    private final Duration statementMax;
    private @Nullable Session session;

    TimedSession(Database database, Duration statementMax) {
        this.database = database;
        this.statementMax = statementMax;
    }

    /** The connection, a new one if the last one is gone. */
    Session get() throws DatabaseAwayException {
        Session open = session;
        if (open == null || !open.isOpen()) {
            open = database.open();
            session = open;
            try {
                Session.await(
                        open.send("set statement_timeout = " + statementMax.toMillis()),
                        statementMax);
            } catch (PgException refusal) {
                drop();
                throw new DatabaseAwayException("a setting was refused", refusal);
            }
        }
        return open;
    }

    /** Gives the connection up. */
    void drop() {
        Session open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }
}
