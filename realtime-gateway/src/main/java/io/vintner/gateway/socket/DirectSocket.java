package io.vintner.gateway.socket;

import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;

/** Where clients connect that know this server directly, as a bare {@code RealtimeClient} does. */
@WebSocket(path = "/socket/websocket")
class DirectSocket {

    private final Connections connections;

    DirectSocket(Connections connections) {
        this.connections = connections;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection socket) {
        connections.opened(socket);
    }

    @OnTextMessage
    @NonBlocking
    void text(String message, WebSocketConnection socket) {
        connections.received(message, socket);
    }

    @OnBinaryMessage
    @NonBlocking
    void binary(Buffer message, WebSocketConnection socket) {
        connections.received(ByteBuffer.wrap(message.getBytes()), socket);
    }

    @OnError
    @NonBlocking
    void failed(Throwable failure, WebSocketConnection socket) {
        connections.failed(failure, socket);
    }

    @OnClose
    @NonBlocking
    void closed(WebSocketConnection socket) {
        connections.closed(socket);
    }
}
