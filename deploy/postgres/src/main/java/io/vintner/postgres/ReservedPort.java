package io.vintner.postgres;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports on 127.0.0.1 for servers that bind them seconds later: meanwhile nobody else who asks here
 * gets the same, in whatever process, and no outgoing connection of the machine does, since they
 * lie below those that Linux gives out by itself. Thread-safe.
 */
public final class ReservedPort {

    private static final int FIRST = 20_000;
    private static final int BEHIND_LAST = 32_000;

    /** Kept open, and so locked, until this JVM ends. */
    private static final Set<FileChannel> TAKEN = ConcurrentHashMap.newKeySet();

    private ReservedPort() {}

    /** A port that nobody listens on; it is the caller's until this JVM ends. */
    public static int take() {
        try {
            while (true) {
                int port = ThreadLocalRandom.current().nextInt(FIRST, BEHIND_LAST);
                if (lock(port) && isFree(port)) {
                    return port;
                }
            }
        } catch (IOException noTemporaryFolder) {
            throw new UncheckedIOException(noTemporaryFolder);
        }
    }

    private static boolean lock(int port) throws IOException {
        Path file = Path.of(System.getProperty("java.io.tmpdir"), "vintner-port-" + port);
        FileChannel channel = FileChannel.open(file, CREATE, WRITE);
        try {
            if (channel.tryLock() != null) {
                TAKEN.add(channel);
                return true;
            }
        } catch (OverlappingFileLockException takenByThisProcess) {
            channel.close();
            return false;
        }
        channel.close();
        return false;
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException used) {
            return false;
        }
    }
}
