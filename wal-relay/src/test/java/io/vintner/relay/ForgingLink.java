package io.vintner.relay;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * A link to the database that can put another message in the place of an inserted row: no
 * PostgreSQL of today says to protocol version 1 what the relay does not know.
 */
final class ForgingLink implements AutoCloseable {

    private static final byte COPY_DATA = 'd';
    private static final byte LOG_DATA = 'w';
    private static final byte INSERT = 'I';
    private static final int LOG_HEADER_BYTES = 25;
    private static final byte[] NOTHING = {};

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int databasePort;
    private volatile byte[] forged = NOTHING;

    ForgingLink(int databasePort) throws IOException {
        this.databasePort = databasePort;
        Thread.ofVirtual().start(this::accept);
    }

    /** Its end for the relay; without encryption, so that messages can be told apart. */
    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:%d/postgres?sslmode=disable&gssEncMode=disable"
                .formatted(server.getLocalPort());
    }

    /** From now on every inserted row becomes that message. */
    void forge(String hex) {
        forged = HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /** From now on everything passes as it is. */
    void passOn() {
        forged = NOTHING;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket relay = server.accept();
                Socket database = new Socket(InetAddress.getLoopbackAddress(), databasePort);
                Thread.ofVirtual().start(() -> pass(relay, database));
                Thread.ofVirtual().start(() -> read(database, relay));
            } catch (IOException closing) {
                return;
            }
        }
    }

    private static void pass(Socket relay, Socket database) {
        try (relay;
                database) {
            relay.getInputStream().transferTo(database.getOutputStream());
        } catch (IOException broken) {
            // Both ends are closed: they see it.
        }
    }

    private void read(Socket database, Socket relay) {
        try (relay;
                database) {
            DataInputStream in = new DataInputStream(database.getInputStream());
            DataOutputStream out = new DataOutputStream(relay.getOutputStream());
            while (true) {
                byte kind = in.readByte();
                byte[] body = new byte[in.readInt() - Integer.BYTES];
                in.readFully(body);
                byte[] sent = kind == COPY_DATA && isInsert(body) ? withForged(body) : body;
                ByteBuffer message = ByteBuffer.allocate(1 + Integer.BYTES + sent.length);
                message.put(kind).putInt(Integer.BYTES + sent.length).put(sent);
                out.write(message.array());
            }
        } catch (IOException broken) {
            // Both ends are closed: they see it.
        }
    }

    private static boolean isInsert(byte[] body) {
        return body[0] == LOG_DATA
                && body.length > LOG_HEADER_BYTES
                && body[LOG_HEADER_BYTES] == INSERT;
    }

    private byte[] withForged(byte[] body) {
        byte[] message = forged;
        if (message.length == 0) {
            return body;
        }
        return ByteBuffer.allocate(LOG_HEADER_BYTES + message.length)
                .put(body, 0, LOG_HEADER_BYTES)
                .put(message)
                .array();
    }
}
