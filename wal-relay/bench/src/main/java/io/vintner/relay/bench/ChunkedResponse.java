package io.vintner.relay.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The body of one endless HTTP/1.1 response, without its chunks' sizes. By hand, because a client's
 * own threads and buffers would be measured with the relay. Not thread-safe.
 */
final class ChunkedResponse extends InputStream {

    private static final int BUFFER_BYTES = 256 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int start;
    private int end;

    /** What is left of the present chunk. */
    private int left;

    private boolean first = true;

    /** Over the bytes that follow the response's header. */
    ChunkedResponse(InputStream in) {
        this.in = in;
    }

    static ChunkedResponse open(int port, String path, String secret) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        String request =
                """
                GET %s HTTP/1.1\r
                Host: 127.0.0.1:%d\r
                Authorization: Bearer %s\r
                \r
                """
                        .formatted(path, port, secret);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        ChunkedResponse response = new ChunkedResponse(socket.getInputStream());
        String status = response.headerLine();
        if (!status.startsWith("HTTP/1.1 200 ")) {
            socket.close();
            throw new IOException("the relay answered " + status);
        }
        String header = status;
        while (!header.isEmpty()) {
            header = response.headerLine();
        }
        return response;
    }

    /** Some bytes of the body, as many as have come; -1 at its end. */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (left == 0) {
            nextChunk();
            if (left == 0) {
                return -1;
            }
        }
        if (start == end) {
            fill();
        }
        int count = Math.min(Math.min(left, end - start), length);
        System.arraycopy(buffer, start, into, offset, count);
        start += count;
        left -= count;
        return count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /** Closes the connection. */
    @Override
    public void close() throws IOException {
        in.close();
    }

    private void nextChunk() throws IOException {
        if (!first) {
            headerLine();
        }
        first = false;
        left = Integer.parseInt(headerLine(), 16);
    }

    private String headerLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = next(); next != '\n'; next = next()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private int next() throws IOException {
        if (start == end) {
            fill();
        }
        return buffer[start++] & 0xFF;
    }

    private void fill() throws IOException {
        start = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        if (end == 0) {
            throw new EOFException("the relay closed the connection");
        }
    }
}
