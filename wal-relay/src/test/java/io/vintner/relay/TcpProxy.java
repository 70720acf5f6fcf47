package io.vintner.relay;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network between two processes, with the ways in which networks fail. */
final class TcpProxy implements AutoCloseable {

    private static final int BUFFER_BYTES = 8 * 1024;

    private final ServerSocket server;
    private final int target;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Object gate = new Object();
    private boolean stalled;
    private volatile boolean cut;

    /** From a free port of 127.0.0.1 to {@code target}. */
    TcpProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** Its near end as a relay's address. */
    URI address() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** Its near end as a database's address. */
    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(server.getLocalPort());
    }

    /** Breaks all connections (RST), and every new one until it is restored. */
    void cut() {
        cut = true;
        links.forEach(Link::reset);
    }

    /** From now on nothing passes, no end of a connection either, and nobody is told. */
    void stall() {
        synchronized (gate) {
            stalled = true;
        }
    }

    /** Breaks the far side of all connections; the near side never hears of it. */
    void breakFarSide() {
        links.forEach(link -> link.abandon(link.far));
    }

    /** Breaks the near side of all connections; the far side never hears of it. */
    void breakNearSide() {
        links.forEach(link -> link.abandon(link.near));
    }

    /** All passes again; what was stalled arrives late. */
    void restore() {
        cut = false;
        synchronized (gate) {
            stalled = false;
            gate.notifyAll();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
        restore();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                open(server.accept());
            } catch (IOException closing) {
                return;
            }
        }
    }

    private void open(Socket near) {
        Socket far = new Socket();
        Link link = new Link(near, far);
        links.add(link);
        try {
            far.setReceiveBufferSize(BUFFER_BYTES);
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        } catch (IOException nobodyThere) {
            link.reset();
            return;
        }
        if (cut) {
            link.reset();
            return;
        }
        Thread.ofVirtual().start(() -> link.pump(near, far));
        Thread.ofVirtual().start(() -> link.pump(far, near));
    }

    private final class Link {

        private final Socket near;
        private final Socket far;
        private volatile boolean abandoned;

        Link(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        void pump(Socket from, Socket to) {
            byte[] buffer = new byte[BUFFER_BYTES];
            try {
                InputStream in = from.getInputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    awaitPassage();
                    if (!abandoned) {
                        to.getOutputStream().write(buffer, 0, read);
                    }
                }
                end();
            } catch (IOException broken) {
                end();
            }
        }

        void abandon(Socket side) {
            abandoned = true;
            reset(side);
        }

        void reset() {
            links.remove(this);
            reset(near);
            reset(far);
        }

        private void end() {
            awaitPassage();
            if (!abandoned) {
                reset();
            }
        }

        private void awaitPassage() {
            synchronized (gate) {
                while (stalled) {
                    try {
                        gate.wait();
                    } catch (InterruptedException never) {
                        throw new AssertionError(never);
                    }
                }
            }
        }

        private static void reset(Socket socket) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException closedAlready) {
                return;
            }
            try {
                socket.close();
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        }
    }
}
