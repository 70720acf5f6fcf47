package io.vintner.gateway.socket;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vintner.gateway.channel.Outbox;
import io.vintner.gateway.channel.SystemMessage;
import io.vintner.gateway.channel.Topic;
import io.vintner.gateway.protocol.JoinPayload;
import io.vintner.gateway.protocol.OutFrame;
import io.vintner.gateway.protocol.SharedFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what one channel is told as frames of its client. */
final class ChannelOutbox implements Outbox {

    private final Connection connection;
    private final Topic topic;
    private final @Nullable String joinRef;
    private final @Nullable String ref;

    /** Needed for the answer only. */
    private @Nullable JoinPayload asked;

    /**
     * @param refs of the join that is to be answered
     * @param asked what it asked for
     */
    ChannelOutbox(Connection connection, Topic topic, JoinRefs refs, JoinPayload asked) {
        this.connection = connection;
        this.topic = topic;
        this.joinRef = refs.joinRef();
        this.ref = refs.ref();
        this.asked = asked;
    }

    /** The two references of a join. */
    record JoinRefs(@Nullable String joinRef, @Nullable String ref) {}

    @Override
    public void joined(List<Long> bindingIds) {
        JoinPayload payload = asked;
        if (payload == null) {
            throw new IllegalStateException("a join is answered once");
        }
        asked = null;
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        ArrayNode bindings = response.putArray("postgres_changes");
        for (int index = 0; index < bindingIds.size(); index++) {
            bindings.add(
                    payload.bindings()
                            .get(index)
                            .sent()
                            .deepCopy()
                            .put("id", bindingIds.get(index)));
        }
        connection.send(
                new OutFrame.Reply(joinRef, ref, topic.wire(), OutFrame.Reply.Status.OK, response));
        if (payload.presence()) {
            // Without a state the client holds back every presence event for ever.
            push("presence_state", JsonNodeFactory.instance.objectNode());
        }
        if (payload.replicationReady()) {
            system(SystemMessage.NO_DATABASE_BROADCAST);
        }
        if (payload.legacy()) {
            system(SystemMessage.NO_LEGACY);
        }
    }

    @Override
    public void system(SystemMessage message) {
        connection.send(
                new OutFrame.Push(
                        joinRef, null, topic.wire(), "system", systemPayload(topic, message)));
    }

    @Override
    public void changed(SharedFrame change) {
        connection.send(change);
    }

    @Override
    public boolean hasRoom() {
        return connection.hasRoom();
    }

    @Override
    public void closed() {
        push("phx_close", JsonNodeFactory.instance.objectNode());
    }

    @Override
    public void failed() {
        push("phx_error", JsonNodeFactory.instance.objectNode());
    }

    /** The client knows its channel by the reference of the join. */
    private void push(String event, ObjectNode payload) {
        connection.send(new OutFrame.Push(joinRef, joinRef, topic.wire(), event, payload));
    }

    private static ObjectNode systemPayload(Topic topic, SystemMessage message) {
        ObjectNode payload =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("extension", message.about().wireName())
                        .put("status", message.ok() ? "ok" : "error")
                        .put("message", message.text())
                        .put("channel", topic.name());
        Long count = message.count();
        return count == null ? payload : payload.put("count", count);
    }
}
