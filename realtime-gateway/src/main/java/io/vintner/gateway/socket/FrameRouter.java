package io.vintner.gateway.socket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vintner.gateway.channel.ChannelRegistry;
import io.vintner.gateway.channel.Ending;
import io.vintner.gateway.channel.Refusal;
import io.vintner.gateway.channel.Topic;
import io.vintner.gateway.protocol.InFrame;
import io.vintner.gateway.protocol.OutFrame;
import io.vintner.gateway.protocol.OutFrame.Reply.Status;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Brings each frame to the feature that it is for. */
@ApplicationScoped
class FrameRouter {

    private static final Logger LOG = Logger.getLogger(FrameRouter.class);
    private static final String PHOENIX = "phoenix";

    private final Joins joins;
    private final ChannelRegistry registry;
    private final SocketMetrics metrics;
    private final Executor threads;

    FrameRouter(
            Joins joins, ChannelRegistry registry, SocketMetrics metrics, ClientThreads threads) {
        this.joins = joins;
        this.registry = registry;
        this.metrics = metrics;
        this.threads = threads;
    }

    /** Handles a frame, sooner or later; then tells the connection that it was handled. */
    void route(InFrame frame, Connection from) {
        if (frame.topic().equals(PHOENIX)) {
            phoenix(frame, from);
            from.handled();
            return;
        }
        from.channels()
                .inOrder(
                        frame.topic(),
                        () -> {
                            try {
                                handle(frame, from);
                            } catch (RuntimeException failure) {
                                LOG.error("frame could not be handled", failure);
                                refuse(frame, Refusal.UNKNOWN, from);
                            } finally {
                                from.handled();
                            }
                        });
    }

    /** A client is gone: its channels end. */
    void gone(Connection client) {
        threads.execute(() ->
                client.channels()
                        .leave()
                        .forEach(channel -> registry.end(channel, new Ending.Silent())));
    }

    private void phoenix(InFrame frame, Connection from) {
        if (frame instanceof InFrame.Push push && push.event().equals("heartbeat")) {
            from.beat(answer(frame, Status.OK, empty()));
        } else {
            metrics.ignored();
        }
    }

    private void handle(InFrame frame, Connection from) {
        switch (frame) {
            case InFrame.Push push when push.event().equals("phx_join") -> joins.join(push, from);
            case InFrame.Push push -> push(push, from);
            case InFrame.Broadcast broadcast -> {
                if (joined(broadcast, from) == null) {
                    unmatched(broadcast, from);
                } else {
                    refuse(broadcast, Refusal.BROADCAST, from);
                }
            }
        }
    }

    private void push(InFrame.Push push, Connection from) {
        ClientChannels.@Nullable Joined joined = joined(push, from);
        if (push.event().equals("phx_leave")) {
            leave(push, joined, from);
            return;
        }
        if (joined == null) {
            unmatched(push, from);
            return;
        }
        switch (push.event()) {
            case "access_token" -> joins.renew(joined, token(push.payload()), from);
            case "broadcast" -> refuse(push, Refusal.BROADCAST, from);
            case "presence" -> refuse(push, Refusal.PRESENCE, from);
            default -> metrics.ignored();
        }
    }

    /** A leave with the reference of an earlier join is late: it does not end the present one. */
    private void leave(InFrame.Push push, ClientChannels.@Nullable Joined joined, Connection from) {
        boolean late =
                joined != null
                        && push.joinRef() != null
                        && !push.joinRef().equals(joined.joinRef());
        if (!late && from.resume() != null) {
            // Before the answer: whoever joins again afterwards has no receipt.
            Topic topic = Topic.parse(push.topic());
            if (topic != null) {
                from.resume().left(topic);
            }
        }
        reply(push, Status.OK, empty(), from);
        if (joined != null && !late) {
            from.channels().remove(joined.channel().topic());
            registry.end(joined.channel(), new Ending.Closed());
        }
    }

    private static ClientChannels.@Nullable Joined joined(InFrame frame, Connection from) {
        return from.channels().of(Topic.parse(frame.topic()));
    }

    private static @Nullable String token(JsonNode payload) {
        return payload.path("access_token").textValue();
    }

    private static void unmatched(InFrame frame, Connection from) {
        reply(frame, Status.ERROR, empty().put("reason", "unmatched topic"), from);
    }

    private void refuse(InFrame frame, Refusal refusal, Connection from) {
        metrics.refused(refusal);
        reply(frame, Status.ERROR, empty().put("reason", refusal.reason()), from);
    }

    private static void reply(InFrame to, Status status, ObjectNode response, Connection from) {
        from.send(answer(to, status, response));
    }

    private static OutFrame.Reply answer(InFrame to, Status status, ObjectNode response) {
        return new OutFrame.Reply(to.joinRef(), to.ref(), to.topic(), status, response);
    }

    private static ObjectNode empty() {
        return JsonNodeFactory.instance.objectNode();
    }
}
