package io.vintner.gateway;

import io.vintner.gateway.socket.SocketLife;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready until the gateway is told to stop: from then on it sends its clients away. */
@Readiness
@ApplicationScoped
class SocketReadiness implements HealthCheck {

    private final SocketLife sockets;

    SocketReadiness(SocketLife sockets) {
        this.sockets = sockets;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("sockets").status(!sockets.isStopping()).build();
    }
}
