package io.vintner.gateway;

import io.vintner.gateway.token.KeyRing;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once there is a key: before that no token can be genuine. */
@Readiness
@ApplicationScoped
class KeyReadiness implements HealthCheck {

    private final KeyRing keys;

    KeyReadiness(KeyRing keys) {
        this.keys = keys;
    }

    @Override
    public HealthCheckResponse call() {
        int known = keys.current().size();
        return HealthCheckResponse.named("token keys")
                .status(known > 0)
                .withData("keys", known)
                .build();
    }
}
