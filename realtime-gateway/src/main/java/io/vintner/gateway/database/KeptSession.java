package io.vintner.gateway.database;

import org.jspecify.annotations.Nullable;

/**
 * A connection for one kind of work: opened when it is needed, given up after any doubt, and then
 * opened anew. Not thread-safe.
 */
public final class KeptSession implements AutoCloseable {

    private final Opening opening;
    private @Nullable Session session;

    /** How it is opened. */
    public interface Opening {
        Session open() throws DatabaseAwayException;
    }

    public KeptSession(Opening opening) {
        this.opening = opening;
    }

    /** The connection, a new one if the last one is gone. */
    public Session get() throws DatabaseAwayException {
        Session open = session;
        if (open == null || !open.isOpen()) {
            open = opening.open();
            session = open;
        }
        return open;
    }

    /** Gives the connection up. */
    @Override
    public void close() {
        Session open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }
}
