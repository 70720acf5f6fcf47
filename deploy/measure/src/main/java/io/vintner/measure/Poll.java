package io.vintner.measure;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waiting for something that another process does. */
public final class Poll {

    private static final long PAUSE_MILLIS = 20;

    private Poll() {}

    /** What is waited for. */
    public interface Condition {
        /** Looks; may fail, which ends the wait. */
        boolean holds()
                throws BrokenMeasureException, IOException, SQLException, InterruptedException;
    }

    /**
     * Waits until it holds, but no longer than {@code max}.
     *
     * @param what completes the sentence "waited in vain for …"
     */
    public static void until(String what, Duration max, Condition condition)
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
