package io.vintner.relay.watch;

import java.time.Duration;

/**
 * What {@link WatchConfig} says.
 *
 * @param walAlarm bytes of WAL that the slot may keep where PostgreSQL sets no limit
 */
record WatchLimits(Duration interval, Duration checksInterval, long walAlarm) {

    WatchLimits {
        require(interval.isPositive(), "interval", interval);
        require(checksInterval.isPositive(), "checks-interval", checksInterval);
        require(walAlarm > 0, "wal-alarm", walAlarm);
    }

    private static void require(boolean met, String key, Object came) {
        if (!met) {
            throw new IllegalArgumentException(
                    "vintner.relay.watch.%s is more than nothing, came %s".formatted(key, came));
        }
    }
}
