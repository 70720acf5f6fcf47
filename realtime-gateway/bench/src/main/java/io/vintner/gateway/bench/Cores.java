package io.vintner.gateway.bench;

import java.time.Duration;
import java.util.Locale;

/** How many processors the parts kept busy over some time; 1 is one of them, wholly. */
record Cores(double gateway, double relay, double postgres, double clients, double writers) {

    /** The processor time that the parts have used so far. */
    record Used(
            long atNanos,
            Duration gateway,
            Duration relay,
            Duration postgres,
            Duration clients,
            Duration writers) {

        Cores since(Used earlier) {
            double elapsed = atNanos - earlier.atNanos;
            return new Cores(
                    gateway.minus(earlier.gateway).toNanos() / elapsed,
                    relay.minus(earlier.relay).toNanos() / elapsed,
                    postgres.minus(earlier.postgres).toNanos() / elapsed,
                    clients.minus(earlier.clients).toNanos() / elapsed,
                    writers.minus(earlier.writers).toNanos() / elapsed);
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.2f / %.2f / %.2f / %.2f + %.2f",
                gateway,
                relay,
                postgres,
                clients,
                writers);
    }
}
