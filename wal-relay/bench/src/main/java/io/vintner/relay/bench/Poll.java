package io.vintner.relay.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waiting for something that another process does. */
final class Poll {

    private static final long PAUSE_MILLIS = 20;

    private Poll() {}

    /** What is waited for. */
    interface Condition {
        boolean holds()
                throws BrokenMeasureException, IOException, SQLException, InterruptedException;
    }

    /**
     * @param what completes the sentence "waited in vain for …"
     */
    static void until(String what, Duration max, Condition condition)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        long end = System.nanoTime() + max.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new BrokenMeasureException("waited in vain for " + what);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }
}
