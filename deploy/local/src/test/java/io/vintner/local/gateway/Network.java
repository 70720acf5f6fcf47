package io.vintner.local.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The network between a page and the gateway. While it is off, nothing passes and nobody is told:
 * connections stay open at both ends.
 */
final class Network implements AutoCloseable {

    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int BACKLOG = 50;

    private final ServerSocket near;
    private volatile int far;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean off;

    /** From a free port of this machine to {@code gatewayUrl}. */
    Network(String gatewayUrl) throws IOException {
        leadTo(gatewayUrl);
        near = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("network").start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + near.getLocalPort();
    }

    /** Whoever connects from now on comes there. */
    final void leadTo(String gatewayUrl) {
        far = URI.create(gatewayUrl).getPort();
    }

    void turn(boolean on) {
        lock.lock();
        try {
            off = !on;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        near.close();
        turn(true);
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = near.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> connect(client));
            }
        } catch (IOException closing) {
            // Nobody comes any more.
        }
    }

    private void connect(Socket client) {
        try {
            awaitPassage();
            Socket gateway = new Socket();
            open.add(gateway);
            gateway.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), far));
            Thread.ofVirtual().start(() -> pump(client, gateway));
            pump(gateway, client);
        } catch (IOException nobodyThere) {
            end(client);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitPassage();
                to.getOutputStream().write(buffer, 0, read);
            }
            awaitPassage();
        } catch (IOException broken) {
            // The other end hears of it now.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        end(from);
        end(to);
    }

    private void end(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void awaitPassage() throws InterruptedException {
        lock.lock();
        try {
            while (off) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }
}
