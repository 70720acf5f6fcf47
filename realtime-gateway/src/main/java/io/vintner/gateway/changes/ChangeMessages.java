package io.vintner.gateway.changes;

import io.vintner.gateway.channel.Channel;
import io.vintner.gateway.channel.ChannelRegistry;
import io.vintner.gateway.channel.Listener;
import io.vintner.gateway.channel.Topic;
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
 * Makes messages of a delivery: one a channel and change, with the numbers of all its bindings that
 * match. Channels of one name with the same bindings share one message. Thread-safe.
 */
public final class ChangeMessages {

    private final ChannelRegistry registry;

    public ChangeMessages(ChannelRegistry registry) {
        this.registry = registry;
    }

    /** Who takes the messages. */
    public interface Receiver {
        void take(Channel channel, SharedFrame message);
    }

    /** Gives each channel that hears of the delivery its message; returns how many there were. */
    public int send(Delivery delivery, Receiver receiver) {
        if (delivery.subscriptions().size() == 1) {
            Listener listener = registry.listener(delivery.subscriptions().getFirst());
            if (listener == null) {
                return 0;
            }
            receiver.take(listener.channel(), frame(listener, delivery));
            return 1;
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
            receiver.take(
                    channel,
                    frames.computeIfAbsent(
                            new Audible(channel.topic(), ids),
                            audible -> frame(audible, delivery)));
        });
        return idsByChannel.size();
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
