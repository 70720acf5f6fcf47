package io.vintner.relay.watch;

import java.time.Duration;

/**
 * What {@link WatchConfig} says.
 *
 * @param walAlarm bytes of WAL that the slot may keep where PostgreSQL sets no limit
 * @param lagAlarm for how long the relay may be behind
 */
record WatchLimits(Duration interval, Duration checksInterval, long walAlarm, Duration lagAlarm) {

    WatchLimits {
        require(interval.isPositive(), "interval", interval);
        require(checksInterval.isPositive(), "checks-interval", checksInterval);
        require(walAlarm > 0, "wal-alarm", walAlarm);
        require(lagAlarm.isPositive(), "lag-alarm", lagAlarm);
    }

    private static void require(boolean met, String key, Object came) {
        if (!met) {
            throw new IllegalArgumentException(
                    "vintner.relay.watch.%s is more than nothing, came %s".formatted(key, came));
        }
    }
}
