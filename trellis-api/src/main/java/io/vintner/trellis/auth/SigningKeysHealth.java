package io.vintner.trellis.auth;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once there is a key: before that no user's token can be genuine. */
@Readiness
@ApplicationScoped
class SigningKeysHealth implements HealthCheck {

    private final SigningKeys keys;

    SigningKeysHealth(SigningKeys keys) {
        this.keys = keys;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("token keys").status(keys.any()).build();
    }
}
