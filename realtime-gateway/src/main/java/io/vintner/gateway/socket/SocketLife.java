package io.vintner.gateway.socket;

import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** What the gateway does with all its clients together. */
@ApplicationScoped
public class SocketLife {

    private static final Logger LOG = Logger.getLogger(SocketLife.class);

    private final Connections connections;
    private final SocketConfig config;

    SocketLife(Connections connections, SocketConfig config) {
        this.connections = connections;
        this.config = config;
    }

    /** Looks for clients that have fallen silent. */
    public void tick() {
        connections.tick();
    }

    /** Sends all clients away with 1012; returns when they are gone, or after the drain time. */
    public void stop() {
        if (!connections.stop(config.drainMax())) {
            LOG.warn("some clients had not taken their last messages when the gateway stopped");
        }
    }
}
