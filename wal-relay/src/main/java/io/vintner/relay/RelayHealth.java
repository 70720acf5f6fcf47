package io.vintner.relay;

import io.vintner.relay.replication.SlotHolder;
import io.vintner.relay.serve.DirectChangeFeed;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while the relay does its part: it streams, or stands by while another one does. Otherwise
 * it says what is in the way. Its liveness does not depend on that: starting it again would not
 * help.
 */
@Readiness
class RelayHealth implements HealthCheck {

    private final Relay relay;
    private final DirectChangeFeed feed;

    RelayHealth(Relay relay, DirectChangeFeed feed) {
        this.relay = relay;
        this.feed = feed;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("relay");
        return switch (relay.state()) {
            case RelayState.Streaming(String slot) ->
                    answer.up()
                            .withData("state", "streaming")
                            .withData("slot", slot)
                            .withData("readers", feed.readerCount())
                            .build();
            case RelayState.Standby(String slot, SlotHolder holder) ->
                    standby(answer.up(), slot, holder).build();
            case RelayState.Connecting _ -> answer.down().withData("state", "connecting").build();
            case RelayState.Waiting(String reason) ->
                    answer.down().withData("state", "waiting").withData("reason", reason).build();
            case RelayState.Stopped(String reason) ->
                    answer.down().withData("state", "stopped").withData("reason", reason).build();
        };
    }

    private static HealthCheckResponseBuilder standby(
            HealthCheckResponseBuilder answer, String slot, SlotHolder holder) {
        answer.withData("state", "standby")
                .withData("slot", slot)
                .withData("holder-pid", holder.pid());
        if (holder.address() != null) {
            answer.withData("holder-address", holder.address());
        }
        if (holder.since() != null) {
            answer.withData("holder-since", holder.since().toString());
        }
        holder.readers().ifPresent(readers -> answer.withData("holder-readers", readers));
        return answer;
    }
}
