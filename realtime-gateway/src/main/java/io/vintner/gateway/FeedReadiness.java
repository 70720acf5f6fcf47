package io.vintner.gateway;

import io.vintner.gateway.changes.RoutedChanges;
import io.vintner.gateway.intake.ChangeIntake;
import io.vintner.gateway.intake.FeedConfig;
import io.vintner.gateway.intake.FeedState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while the relay's feed is open and its changes are not old when they are routed: clients
 * are better off at another gateway then.
 */
@Readiness
@ApplicationScoped
class FeedReadiness implements HealthCheck {

    private final ChangeIntake intake;
    private final RoutedChanges routed;
    private final Duration lagMax;

    FeedReadiness(ChangeIntake intake, RoutedChanges routed, FeedConfig config) {
        this.intake = intake;
        this.routed = routed;
        this.lagMax = config.lagMax();
    }

    @Override
    public HealthCheckResponse call() {
        FeedState state = intake.state();
        Duration lag = routed.lag();
        return HealthCheckResponse.named("change feed")
                .status(state == FeedState.CONNECTED && lag.compareTo(lagMax) <= 0)
                .withData("state", state.name())
                .withData("lagMillis", lag.toMillis())
                .build();
    }
}
