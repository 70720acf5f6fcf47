package io.vintner.gateway.bench.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** One client: a WebSocket, as far as a benchmark needs one. For the thread of the loop. */
final class ClientSocket {

    /** The first client has 0. */
    final int index;

    private final SocketChannel channel;
    private final Queue<ByteBuffer> unsent = new ArrayDeque<>(1);
    private final SelectionKey key;

    /** Bytes of a frame whose end has not come yet. */
    byte @Nullable [] cut;

    /** Whether the HTTP connection has become a WebSocket. */
    boolean upgraded;

    /** Whether a heartbeat has not been answered yet. */
    boolean beats;

    /** Where the row began in the last change; mostly it does in the next one, too. */
    int rowOffset;

    /** Nothing more comes of it. A channel that could not connect has closed itself before. */
    boolean closed;

    /** When it asked for what has not been answered yet, by the clock of the loop. */
    long askedAt;

    ClientSocket(int index, SocketChannel channel, SelectionKey key) {
        this.index = index;
        this.channel = channel;
        this.key = key;
    }

    SocketChannel channel() {
        return channel;
    }

    /** Sends bytes as they are, as soon as the network takes them. */
    void send(ByteBuffer bytes) throws IOException {
        if (unsent.isEmpty()) {
            channel.write(bytes);
        }
        if (bytes.hasRemaining()) {
            unsent.add(bytes);
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
    }

    /** The network takes more. */
    void sendMore() throws IOException {
        for (ByteBuffer next = unsent.peek(); next != null; next = unsent.peek()) {
            channel.write(next);
            if (next.hasRemaining()) {
                return;
            }
            unsent.remove();
        }
        key.interestOps(SelectionKey.OP_READ);
    }

    void close() throws IOException {
        closed = true;
        key.cancel();
        channel.close();
    }
}
