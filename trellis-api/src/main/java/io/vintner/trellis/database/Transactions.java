package io.vintner.trellis.database;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Function;

/**
 * Begins and commits: each piece of work is one transaction on one connection, rolled back when the
 * work throws. Thread-safe; blocks the calling (virtual) thread.
 */
@ApplicationScoped
public class Transactions {

    private static final String BECOME_USER =
            """
            select set_config('role', 'authenticated', true),
              set_config('request.jwt.claims', $1, true)
            """;

    /** How often a piece of work is tried that loses deadlocks. */
    private static final int TRIES_MAX = 3;

    /** The one that the calling thread is in, if it is to be one with what comes. */
    private final ScopedValue<Session> current = ScopedValue.newInstance();

    private final Pool pool;
    private final Schema schema;
    private final Duration wait;

    Transactions(Pool pool, Schema schema, DatabaseConfig config) {
        this.pool = pool;
        this.schema = schema;
        this.wait = config.waitMax();
    }

    /**
     * Runs {@code work} as the API itself; its statements must name the owner of what they touch.
     *
     * @param work run again when PostgreSQL chose it to lose a deadlock, so it must do nothing but
     *     ask statements
     */
    public <T> T run(Function<Session, T> work) {
        if (current.isBound()) {
            return work.apply(current.get());
        }
        for (int tries = 1; ; tries++) {
            try {
                return runOnce(work);
            } catch (StatementFailedException refused) {
                if (!refused.isConflict() || tries == TRIES_MAX) {
                    throw refused;
                }
            }
        }
    }

    /**
     * Runs {@code work} with all that it runs here, on this thread, as one transaction: it is done
     * as a whole, or not at all.
     *
     * @param work run again as {@link #run} says
     */
    public <T> T together(Function<Session, T> work) {
        return run(session -> ScopedValue.where(current, session).call(() -> work.apply(session)));
    }

    /**
     * Runs {@code work}, which is one reading statement and so needs no transaction around it: one
     * way to PostgreSQL and back in place of three.
     */
    public <T> T alone(Function<Session, T> work) {
        if (current.isBound()) {
            return work.apply(current.get());
        }
        return connected(connection -> work.apply(new Session(connection, wait)));
    }

    private <T> T runOnce(Function<Session, T> work) {
        return connected(connection -> commit(connection, work));
    }

    private <T> T connected(Function<SqlConnection, T> work) {
        SqlConnection connection = open();
        try {
            return work.apply(connection);
        } finally {
            connection.closeAndForget();
        }
    }

    /**
     * Runs {@code work}, which is only to read, as {@code reader}. For a user as the database role
     * {@code authenticated} with the user's claims: it sees what row-level security lets that user
     * see, and can change nothing.
     */
    public <T> T as(Reader reader, Function<Session, T> work) {
        return switch (reader) {
            case Reader.User(String claims) ->
                    current.isBound()
                            ? aside(current.get(), claims, work)
                            : run(session -> asUser(session, claims, work));
            case Reader.Everything _ -> run(work);
        };
    }

    private static <T> T asUser(Session session, String claims, Function<Session, T> work) {
        session.get(BECOME_USER, row -> true, claims);
        return work.apply(session);
    }

    /** In the midst of a transaction: what goes back to the savepoint is the role. */
    private static <T> T aside(Session session, String claims, Function<Session, T> work) {
        session.change("savepoint aside");
        T seen = asUser(session, claims, work);
        session.change("rollback to savepoint aside");
        session.change("release savepoint aside");
        return seen;
    }

    private SqlConnection open() {
        if (schema.state() != Schema.State.CURRENT) {
            throw new DatabaseUnavailableException("the schema is not up to date");
        }
        try {
            return pool.getConnection().await().atMost(wait);
        } catch (RuntimeException failure) {
            throw new DatabaseUnavailableException(failure);
        }
    }

    private <T> T commit(SqlConnection connection, Function<Session, T> work) {
        Transaction transaction;
        try {
            transaction = connection.begin().await().atMost(wait);
        } catch (RuntimeException failure) {
            throw new DatabaseUnavailableException(failure);
        }
        T result;
        try {
            result = work.apply(new Session(connection, wait));
        } catch (RuntimeException | Error failure) {
            rollback(transaction, failure);
            throw failure;
        }
        try {
            transaction.commit().await().atMost(wait);
        } catch (RuntimeException failure) {
            throw DatabaseFailures.of(failure);
        }
        return result;
    }

    private void rollback(Transaction transaction, Throwable failure) {
        try {
            transaction.rollback().await().atMost(wait);
        } catch (RuntimeException alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }
}
