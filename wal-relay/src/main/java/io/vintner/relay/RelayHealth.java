package io.vintner.relay;

import io.vintner.relay.replication.SlotHolder;
import io.vintner.relay.serve.DirectChangeFeed;
import io.vintner.relay.watch.DatabaseWatch;
import io.vintner.relay.watch.SlotView;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while the relay does its part: it streams, or stands by while another one does. Otherwise
 * it says what is in the way. Its liveness does not depend on that: starting it again would not
 * help. Anybody may ask, so no table is named.
 */
@Readiness
class RelayHealth implements HealthCheck {

    private final Relay relay;
    private final DirectChangeFeed feed;
    private final DatabaseWatch watch;

    RelayHealth(Relay relay, DirectChangeFeed feed, DatabaseWatch watch) {
        this.relay = relay;
        this.feed = feed;
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("relay");
        tellSlot(answer);
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

    /** An alarm is told, but what still works is up: taking readers away would help nobody. */
    private void tellSlot(HealthCheckResponseBuilder answer) {
        answer.withData("warnings", watch.setUp().warnings().size());
        switch (watch.slot()) {
            case SlotView.Seen(var health, var alarm, var reason, var lag) -> {
                answer.withData("alarm", alarm.name().toLowerCase(Locale.ROOT));
                answer.withData("walStatus", health.wal().status().name().toLowerCase(Locale.ROOT));
                answer.withData("keptBytes", health.wal().kept());
                if (!reason.isEmpty()) {
                    answer.withData("alarmReason", reason);
                }
                if (lag != null) {
                    answer.withData("lagBytes", lag.bytes());
                    answer.withData("lagMillis", lag.time().toMillis());
                }
            }
            case SlotView.NoSlot _ -> answer.withData("alarm", "no-slot");
            case SlotView.Unseen _ -> answer.withData("alarm", "unknown");
        }
    }

    private static HealthCheckResponseBuilder standby(
            HealthCheckResponseBuilder answer, String slot, SlotHolder holder) {
        answer.withData("state", "standby")
                .withData("slot", slot)
                .withData("holderPid", holder.pid());
        if (holder.address() != null) {
            answer.withData("holderAddress", holder.address());
        }
        if (holder.since() != null) {
            answer.withData("holderSince", holder.since().toString());
        }
        holder.readers().ifPresent(readers -> answer.withData("holderReaders", readers));
        return answer;
    }
}
