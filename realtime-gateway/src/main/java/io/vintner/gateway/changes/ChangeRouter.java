package io.vintner.gateway.changes;

import io.vintner.change.ChangeEvent;
import io.vintner.gateway.channel.Channel;
import io.vintner.gateway.channel.ChannelRegistry;
import io.vintner.gateway.channel.Listener;
import io.vintner.gateway.channel.Topic;
import io.vintner.gateway.intake.ChangeListener;
import io.vintner.gateway.match.Audience;
import io.vintner.gateway.match.Delivery;
import io.vintner.gateway.match.Subscription;
import io.vintner.gateway.protocol.OutFrame;
import io.vintner.gateway.protocol.SharedFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings changes to the channels that hear them, in commit order for each channel: one message a
 * channel and change, with the numbers of all its bindings that match. Channels of one name with
 * the same bindings share one message.
 */
public final class ChangeRouter implements ChangeListener {

    private final Audience audience;
    private final ChannelRegistry registry;
    private final RoutedChanges routed;

    public ChangeRouter(Audience audience, ChannelRegistry registry, RoutedChanges routed) {
        this.audience = audience;
        this.registry = registry;
        this.routed = routed;
    }

    @Override
    public void changed(List<ChangeEvent> events) {
        registry.during(() -> audience.hear(events).forEach(this::route));
        routed.batch(events);
    }

    @Override
    public void missed() {
        routed.gap();
        registry.missed();
    }

    private void route(Delivery delivery) {
        if (delivery.subscriptions().size() == 1) {
            Listener listener = registry.listener(delivery.subscriptions().getFirst());
            if (listener != null) {
                listener.channel().hear(frame(listener, delivery));
                routed.deliveries(1);
            }
            return;
        }
        Map<Channel, List<Long>> idsByChannel = new LinkedHashMap<>();
        for (Subscription subscription : delivery.subscriptions()) {
            @Nullable Listener listener = registry.listener(subscription);
            if (listener != null) {
                List<Long> ids =
                        idsByChannel.computeIfAbsent(listener.channel(), _ -> new ArrayList<>(1));
                if (!ids.contains(listener.bindingId())) {
                    ids.add(listener.bindingId());
                }
            }
        }
        Map<Audible, SharedFrame> frames = new HashMap<>();
        idsByChannel.forEach((channel, ids) -> {
            ids.sort(null);
            channel.hear(
                    frames.computeIfAbsent(
                            new Audible(channel.topic(), ids),
                            audible -> frame(audible, delivery)));
        });
        routed.deliveries(idsByChannel.size());
    }

    private static SharedFrame frame(Listener listener, Delivery delivery) {
        return frame(
                new Audible(listener.channel().topic(), List.of(listener.bindingId())), delivery);
    }

    private static SharedFrame frame(Audible audible, Delivery delivery) {
        return new SharedFrame(
                new OutFrame.Changes(
                        audible.topic().wire(), audible.ids(), ByteBuffer.wrap(delivery.data())));
    }

    /** What tells two messages of one change apart. */
    private record Audible(Topic topic, List<Long> ids) {}
}
