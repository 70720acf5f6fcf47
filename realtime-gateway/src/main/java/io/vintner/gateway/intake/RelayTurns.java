package io.vintner.gateway.intake;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Which relay is asked next, and when: the next one at once, until all have failed since the feed
 * was last open; then after a wait, which grows from round to round. Not thread-safe.
 */
final class RelayTurns {

    private final List<URI> relays;
    private final RetryPolicy retry;
    private int present;
    private int failures;

    /**
     * @param relays at least one
     */
    RelayTurns(List<URI> relays, RetryPolicy retry) {
        this.relays = List.copyOf(relays);
        this.retry = retry;
    }

    /** Whose turn it is. */
    URI present() {
        return relays.get(present);
    }

    /**
     * The present relay failed; it is the next one's turn.
     *
     * @param wasOpen whether the feed was open until now
     * @return how long to wait before asking it
     */
    Duration next(boolean wasOpen) {
        present = (present + 1) % relays.size();
        failures = wasOpen ? 1 : failures + 1;
        boolean roundIsOver = failures % relays.size() == 0;
        return roundIsOver ? retry.delay(failures / relays.size()) : Duration.ZERO;
    }
}
