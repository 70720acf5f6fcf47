package io.vintner.gateway.socket;

import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** What the gateway does with all its clients together. */
@ApplicationScoped
public class SocketLife {

    private static final Logger LOG = Logger.getLogger(SocketLife.class);

    private final Connections connections;

    SocketLife(Connections connections) {
        this.connections = connections;
    }

    /** Looks for clients that have fallen silent. */
    public void tick() {
        connections.tick();
    }

    /** Whether clients are being sent away, for good. */
    public boolean isStopping() {
        return connections.isStopping();
    }

    /** Sends all clients away with 1012; returns when they are gone, or after the drain time. */
    public void stop() {
        if (!connections.stop()) {
            LOG.warn("some clients had not taken their last messages when the gateway stopped");
        }
    }
}
