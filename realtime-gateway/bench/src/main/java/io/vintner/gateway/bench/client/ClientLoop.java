package io.vintner.gateway.bench.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;

/**
 * Reads and writes all sockets, on one thread. Sockets that break are told to the listener; what
 * the listener throws ends the loop.
 */
final class ClientLoop {

    private static final int BUFFER_BYTES = 1 << 20;
    private static final long TICK_MILLIS = 20;

    private final Selector selector;
    private final InetSocketAddress address;
    private final IntFunction<String> paths;
    private final Listener listener;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final ByteBuffer view = ByteBuffer.wrap(buffer);
    private long now;

    /** Hears of the sockets, on the loop's thread. */
    interface Listener {

        /** It has become a WebSocket. */
        void opened(ClientSocket socket);

        /**
         * A text message, which lies in the buffer only until this returns.
         *
         * @param now when its bytes were read, in microseconds since 1970
         */
        void text(ClientSocket socket, byte[] buffer, int from, int length, long now);

        /** It is gone. */
        void closed(ClientSocket socket, String why);

        /** Some time has passed. */
        void tick(long now);
    }

    /**
     * @param paths of the upgrade of each client, with the query
     */
    ClientLoop(InetSocketAddress address, IntFunction<String> paths, Listener listener)
            throws IOException {
        this.selector = Selector.open();
        this.address = address;
        this.paths = paths;
        this.listener = listener;
    }

    /** Runs until something throws. */
    void run() throws IOException {
        while (true) {
            selector.select(this::ready, TICK_MILLIS);
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            now = micros();
            listener.tick(now);
        }
    }

    /** Runs {@code task} on the loop's thread; from any thread. */
    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** Begins to connect one more client. */
    ClientSocket connect(int index) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        SelectionKey key = channel.register(selector, 0);
        ClientSocket socket = new ClientSocket(index, channel, key);
        key.attach(socket);
        if (channel.connect(address)) {
            upgrade(socket, key);
        } else {
            key.interestOps(SelectionKey.OP_CONNECT);
        }
        return socket;
    }

    private void ready(SelectionKey key) {
        ClientSocket socket = (ClientSocket) key.attachment();
        try {
            if (key.isConnectable()) {
                socket.channel().finishConnect();
                upgrade(socket, key);
                return;
            }
            if (key.isWritable()) {
                socket.sendMore();
            }
            if (key.isReadable()) {
                read(socket);
            }
        } catch (IOException broken) {
            gone(socket, String.valueOf(broken.getMessage()));
        }
    }

    private void upgrade(ClientSocket socket, SelectionKey key) throws IOException {
        key.interestOps(SelectionKey.OP_READ);
        String request =
                """
                GET %s HTTP/1.1\r
                Host: %s:%d\r
                Connection: Upgrade\r
                Upgrade: websocket\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                \r
                """
                        .formatted(
                                paths.apply(socket.index),
                                address.getHostString(),
                                address.getPort());
        socket.send(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    }

    private void read(ClientSocket socket) throws IOException {
        int end = 0;
        byte[] cut = socket.cut;
        if (cut != null) {
            System.arraycopy(cut, 0, buffer, 0, cut.length);
            end = cut.length;
            socket.cut = null;
        }
        int count = socket.channel().read(view.clear().position(end));
        now = micros();
        if (count < 0) {
            gone(socket, "closed");
            return;
        }
        end += count;
        int taken = socket.upgraded ? 0 : upgraded(socket, end);
        if (socket.upgraded) {
            taken =
                    WebSocketFrames.take(
                            buffer,
                            taken,
                            end,
                            (opcode, bytes, from, length) -> frame(socket, opcode, from, length));
        }
        if (taken == 0 && end == buffer.length) {
            throw new IllegalStateException("a message is longer than the buffer");
        }
        if (taken < end && !socket.closed) {
            socket.cut = Arrays.copyOfRange(buffer, taken, end);
        }
    }

    /** Where the answer to the upgrade ends; 0 if it has not come whole. */
    private int upgraded(ClientSocket socket, int end) {
        for (int i = 3; i < end; i++) {
            if (buffer[i] == '\n' && buffer[i - 2] == '\n') {
                String answer = new String(buffer, 0, i, StandardCharsets.US_ASCII);
                if (!answer.startsWith("HTTP/1.1 101 ")) {
                    throw new IllegalStateException("the gateway answered " + answer);
                }
                socket.upgraded = true;
                listener.opened(socket);
                return i + 1;
            }
        }
        return 0;
    }

    private void frame(ClientSocket socket, int opcode, int from, int length) {
        switch (opcode) {
            case WebSocketFrames.TEXT -> listener.text(socket, buffer, from, length, now);
            case WebSocketFrames.CLOSE -> {
                int code = length < 2 ? 0 : (buffer[from] & 0xFF) << 8 | (buffer[from + 1] & 0xFF);
                gone(socket, "closed with " + code);
            }
            case WebSocketFrames.PING ->
                    send(
                            socket,
                            WebSocketFrames.ofClient(
                                    WebSocketFrames.PONG,
                                    Arrays.copyOfRange(buffer, from, from + length)));
            default -> throw new IllegalStateException("a frame of kind " + opcode);
        }
    }

    /** Sends a frame; a socket that cannot is gone. */
    void send(ClientSocket socket, ByteBuffer frame) {
        try {
            socket.send(frame);
        } catch (IOException broken) {
            gone(socket, String.valueOf(broken.getMessage()));
        }
    }

    private void gone(ClientSocket socket, String why) {
        if (socket.closed) {
            return;
        }
        close(socket);
        listener.closed(socket, why);
    }

    /** Closes a socket of which nobody needs to hear. */
    void close(ClientSocket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // That is what was wanted.
        }
    }

    private static long micros() {
        Instant instant = Instant.now();
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }
}
