package io.vintner.gateway;

import io.vintner.gateway.intake.ChangeIntake;
import io.vintner.gateway.intake.FeedState;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the relay's feed is open: without it no client hears of any change. */
@Readiness
@ApplicationScoped
class FeedReadiness implements HealthCheck {

    private final ChangeIntake intake;

    FeedReadiness(ChangeIntake intake) {
        this.intake = intake;
    }

    @Override
    public HealthCheckResponse call() {
        FeedState state = intake.state();
        return HealthCheckResponse.named("change feed")
                .status(state == FeedState.CONNECTED)
                .withData("state", state.name())
                .build();
    }
}
