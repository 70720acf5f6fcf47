package io.vintner.gateway.socket;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The answer to a request for a socket.
 *
 * @param headers by their names in lower case
 * @param body empty if there is none
 */
record Upgrade(int status, Map<String, String> headers, String body) {

    Upgrade {
        headers = Map.copyOf(headers);
    }

    /**
     * Asks for a socket over a plain connection, as no HTTP client would let a test do.
     *
     * @param target path and query
     * @param headers whole lines; without a Host it is 127.0.0.1
     */
    static Upgrade ask(int port, String target, String... headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            String all =
                    """
                    GET %s HTTP/1.1
                    Connection: Upgrade
                    Upgrade: websocket
                    Sec-WebSocket-Version: 13
                    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                    """
                                    .formatted(target)
                            + (String.join(" ", headers).contains("Host:")
                                    ? ""
                                    : "Host: 127.0.0.1\n")
                            + String.join("\n", headers)
                            + (headers.length == 0 ? "" : "\n")
                            + "\n";
            socket.getOutputStream()
                    .write(all.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            return read(socket.getInputStream());
        }
    }

    private static Upgrade read(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).split(" ", -1)[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] header = line.split(":", 2);
            headers.put(header[0].toLowerCase(Locale.ROOT), header[1].strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Upgrade(
                status, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection ended in the middle of an answer");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /** Status and body in one line; of a socket that was opened the status only. */
    String summary() {
        return body.isEmpty() ? Integer.toString(status) : status + " " + body;
    }
}
