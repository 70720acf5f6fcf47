package io.vintner.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * A port on 127.0.0.1 that a program will listen on.
 *
 * @param setting the environment variable that changes it
 * @param number 1 to 65535
 */
public record LocalPort(String program, String setting, int number) {

    public LocalPort {
        if (number < 1 || number > 65535) {
            throw new IllegalArgumentException(
                    "%s: expected a port from 1 to 65535, got %d".formatted(setting, number));
        }
    }

    /** Whether no program listens on it now. */
    public boolean isFree() {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), number), 1);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** What to tell someone whose port is taken. */
    public String taken() {
        return ("port %d, which %s needs, is in use: stop the program that uses it or set %s to"
                        + " another port")
                .formatted(number, program, setting);
    }

    /** The address of a page on this port. */
    public String http(String path) {
        return "http://127.0.0.1:%d%s".formatted(number, path);
    }
}
