package io.vintner.gateway.changes;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.gateway.channel.Channel;
import io.vintner.gateway.channel.ChannelRegistry;
import io.vintner.gateway.history.RecentChanges;
import io.vintner.gateway.intake.ChangeListener;
import io.vintner.gateway.match.Audience;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings changes to the channels that hear them, in commit order for each channel, and keeps them
 * for those that come back.
 */
public final class ChangeRouter implements ChangeListener {

    private final Audience audience;
    private final ChannelRegistry registry;
    private final RecentChanges recent;
    private final RoutedChanges routed;
    private final ChangeMessages messages;

    public ChangeRouter(
            Audience audience,
            ChannelRegistry registry,
            RecentChanges recent,
            RoutedChanges routed) {
        this.audience = audience;
        this.registry = registry;
        this.recent = recent;
        this.routed = routed;
        this.messages = new ChangeMessages(registry);
    }

    @Override
    public void changed(List<ChangeEvent> events) {
        routed.begin(events);
        registry.during(() -> {
            // First: a channel that is behind may take a change from there before it is routed.
            recent.append(events);
            audience.hear(events)
                    .forEach(delivery -> routed.deliveries(messages.send(delivery, Channel::hear)));
        });
        routed.end(events);
    }

    @Override
    public void past(List<ChangeEvent> events) {
        recent.append(events);
    }

    @Override
    public void reached(ChangePosition position) {
        recent.reached(position);
    }

    @Override
    public void missed(@Nullable ChangePosition goesOnAt) {
        routed.gap();
        // First: nobody who joins from now on goes on from before, and everybody can.
        recent.forget();
        if (goesOnAt != null) {
            recent.reached(goesOnAt);
        }
        registry.missed();
    }
}
