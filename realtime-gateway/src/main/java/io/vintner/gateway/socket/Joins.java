package io.vintner.gateway.socket;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vintner.gateway.channel.Channel;
import io.vintner.gateway.channel.ChannelJoin;
import io.vintner.gateway.channel.ChannelRegistry;
import io.vintner.gateway.channel.Ending;
import io.vintner.gateway.channel.JoinOutcome;
import io.vintner.gateway.channel.JoinRequest;
import io.vintner.gateway.channel.Refusal;
import io.vintner.gateway.channel.SystemMessage;
import io.vintner.gateway.channel.Topic;
import io.vintner.gateway.match.ChangesRequest;
import io.vintner.gateway.protocol.InFrame;
import io.vintner.gateway.protocol.JoinPayload;
import io.vintner.gateway.protocol.OutFrame;
import io.vintner.gateway.socket.ClientChannels.Joined;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Joins of clients: reads what is asked for, keeps to their limits, answers. */
@ApplicationScoped
class Joins {

    /** Keys of this form are no tokens; they stand for the one that the client connected with. */
    private static final String OPAQUE_KEY = "sb_";

    private static final Logger LOG = Logger.getLogger(Joins.class);

    private final ChannelJoin channelJoin;
    private final ChannelRegistry registry;
    private final SocketMetrics metrics;

    Joins(ChannelJoin channelJoin, ChannelRegistry registry, SocketMetrics metrics) {
        this.channelJoin = channelJoin;
        this.registry = registry;
        this.metrics = metrics;
    }

    /** Handles {@code phx_join}. */
    void join(InFrame.Push push, Connection from) {
        @Nullable Refusal refusal = admit(push, from);
        if (refusal != null) {
            metrics.refused(refusal);
            refuse(push, refusal.reason(), from);
        }
    }

    private @Nullable Refusal admit(InFrame.Push push, Connection from) {
        Topic topic = Topic.parse(push.topic());
        if (topic == null) {
            if (push.topic().equals(Topic.PREFIX)) {
                return Refusal.TOPIC_NAME_REQUIRED;
            }
            refuse(push, "unmatched topic", from);
            return null;
        }
        ClientChannels channels = from.channels();
        Joined before = channels.of(topic);
        if (before != null) {
            channels.remove(topic);
            registry.end(before.channel(), new Ending.Closed());
            if (from.resume() != null) {
                from.resume().joinedAgain();
            }
        }
        if (!channels.mayJoin()) {
            return Refusal.TOO_MANY_JOINS;
        }
        if (!channels.beginJoin()) {
            return Refusal.TOO_MANY_CHANNELS;
        }
        try {
            return join(topic, push, from);
        } finally {
            channels.joinEnded();
        }
    }

    private @Nullable Refusal join(Topic topic, InFrame.Push push, Connection from) {
        JoinPayload payload = JoinPayload.of(push.payload());
        payload.ignored().forEach(_ -> metrics.ignored());
        String token = chooseToken(payload.accessToken(), from);
        var refs = new ChannelOutbox.JoinRefs(push.joinRef(), push.ref());
        return switch (channelJoin.join(
                request(topic, token, payload),
                new ChannelOutbox(from, topic, refs, payload),
                from.resume())) {
            case JoinOutcome.Refused(Refusal refusal) -> refusal;
            case JoinOutcome.Joined(Channel channel) -> {
                if (!from.channels().put(new Joined(channel, push.joinRef(), token))) {
                    registry.end(channel, new Ending.Silent());
                }
                yield null;
            }
        };
    }

    /** Handles {@code access_token}; there is never an answer. */
    void renew(Joined joined, @Nullable String token, Connection from) {
        if (token == null || token.startsWith(OPAQUE_KEY) || token.equals(joined.token())) {
            return;
        }
        from.channels().put(new Joined(joined.channel(), joined.joinRef(), token));
        try {
            channelJoin.renew(joined.channel(), token);
        } catch (RuntimeException failure) {
            // It would go on as somebody it no longer wants to be; joined again it will not.
            LOG.error("token could not be renewed", failure);
            registry.end(joined.channel(), new Ending.Failed(SystemMessage.NOT_RENEWED));
        }
    }

    private static String chooseToken(@Nullable String sent, Connection from) {
        // One text for both: a client sends the same token for each of its channels.
        return sent == null || sent.startsWith(OPAQUE_KEY) || sent.equals(from.token())
                ? from.token()
                : sent;
    }

    private static JoinRequest request(Topic topic, String token, JoinPayload payload) {
        List<ChangesRequest> wishes = new ArrayList<>(payload.bindings().size());
        @Nullable String problem = null;
        for (JoinPayload.Binding binding : payload.bindings()) {
            wishes.add(
                    new ChangesRequest(
                            binding.event(),
                            binding.schema(),
                            binding.table(),
                            binding.filter(),
                            binding.select()));
            problem = problem == null ? binding.problem() : problem;
        }
        return new JoinRequest(
                topic,
                token,
                wishes,
                problem,
                payload.waits(),
                payload.privateChannel(),
                payload.replay());
    }

    private static void refuse(InFrame.Push push, String reason, Connection from) {
        from.send(
                new OutFrame.Reply(
                        push.joinRef(),
                        push.ref(),
                        push.topic(),
                        OutFrame.Reply.Status.ERROR,
                        JsonNodeFactory.instance.objectNode().put("reason", reason)));
    }
}
