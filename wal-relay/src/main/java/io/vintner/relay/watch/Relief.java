package io.vintner.relay.watch;

import io.vintner.relay.replication.SlotHealth;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether giving the window up can still free WAL. Not thread-safe.
 *
 * <p>PostgreSQL does not free at once what is confirmed: it notes from time to time from where it
 * must read again, and moves there when that note itself is confirmed. So confirming goes on until
 * nothing has moved for longer than the time between two notes. Then an old transaction keeps the
 * WAL, and the readers' window would be given up for nothing.
 */
final class Relief {

    /** PostgreSQL takes note every 15 s, where something is written, and at checkpoints. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private @Nullable Long restart;
    private @Nullable Instant hopefulUntil;

    /**
     * Takes a look at which so much WAL is kept that the window is to be given up.
     *
     * @param windowKeeps whether a good part of the kept WAL is unconfirmed
     */
    boolean isPossible(SlotHealth look, boolean windowKeeps) {
        long restartNow = look.written() - look.wal().kept();
        boolean moved = restart != null && restart != restartNow;
        restart = restartNow;
        if (windowKeeps || (hopefulUntil != null && moved)) {
            hopefulUntil = look.at().plus(PATIENCE);
        }
        return isStillPossible(look);
    }

    /** Takes no look, and so gives no new hope: what was begun is brought to its end. */
    boolean isStillPossible(SlotHealth look) {
        return hopefulUntil != null && look.at().isBefore(hopefulUntil);
    }

    /** There is no alarm any more. */
    void end() {
        restart = null;
        hopefulUntil = null;
    }
}
