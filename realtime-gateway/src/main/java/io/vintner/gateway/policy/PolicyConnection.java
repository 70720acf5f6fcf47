package io.vintner.gateway.policy;

import io.vintner.gateway.database.Database;
import io.vintner.gateway.database.DatabaseAwayException;
import org.jspecify.annotations.Nullable;

/**
 * The connection for questions: opened when it is needed, and anew after any doubt. Not
 * thread-safe.
 */
final class PolicyConnection implements AutoCloseable {

    private final Database database;
    private final PolicyConfig config;
    private @Nullable PolicySession session;

    PolicyConnection(Database database, PolicyConfig config) {
        this.database = database;
        this.config = config;
    }

    PolicySession session() throws DatabaseAwayException {
        PolicySession open = session;
        if (open == null || !open.isOpen()) {
            open = PolicySession.open(database, config.statementMax());
            session = open;
        }
        return open;
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
            session = null;
        }
    }
}
