package io.vintner.relay.watch;

import io.vintner.relay.replication.SlotHealth;
import io.vintner.relay.replication.SlotHealth.Use;
import io.vintner.relay.replication.SlotHealth.Wal;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How dangerous a slot's state is.
 *
 * @param reason for an operator; empty if there is no alarm
 * @param windowKeeps whether a good part of the WAL is kept because the relay has not confirmed it
 */
record Judgement(SlotAlarm alarm, String reason, boolean windowKeeps) {

    private static final int RAISED_PERCENT = 50;
    private static final int HIGH_PERCENT = 80;
    private static final int CRITICAL_PERCENT = 90;

    /** The part of the kept WAL that is unconfirmed, below which the window does not matter. */
    private static final int WINDOW_PERCENT = 25;

    /**
     * Judges what was seen.
     *
     * @param walAlarm bytes that may be kept where PostgreSQL sets no limit
     */
    static Judgement of(SlotHealth health, long walAlarm) {
        Wal wal = health.wal();
        long keptMax = wal.keptMax() == null ? walAlarm : wal.keptMax();
        long percent = percent(wal.kept(), keptMax);
        boolean windowKeeps = percent(health.unconfirmed(), wal.kept()) >= WINDOW_PERCENT;
        String kept =
                "it keeps %d MB of WAL, %d%% of what it may".formatted(wal.kept() >> 20, percent);
        return switch (wal.status()) {
            case LOST -> new Judgement(SlotAlarm.LOST, lost(health.use()), false);
            case UNRESERVED ->
                    new Judgement(
                            SlotAlarm.CRITICAL,
                            kept + "; the next checkpoint can remove what it needs",
                            windowKeeps);
            case RESERVED, EXTENDED -> {
                if (percent >= CRITICAL_PERCENT) {
                    yield new Judgement(SlotAlarm.CRITICAL, kept, windowKeeps);
                }
                if (percent >= HIGH_PERCENT) {
                    yield new Judgement(SlotAlarm.HIGH, kept, windowKeeps);
                }
                yield raised(health, percent >= RAISED_PERCENT, kept);
            }
        };
    }

    /**
     * The same, or an alarm where there is none and the relay is behind for longer than it may.
     *
     * @param lag null if that is not known
     */
    Judgement orBehind(@Nullable Lag lag, Duration lagMax) {
        if (alarm != SlotAlarm.NONE || lag == null || lag.time().compareTo(lagMax) < 0) {
            return this;
        }
        return new Judgement(
                SlotAlarm.RAISED,
                "the relay is behind for longer than %d s: %d s, %d MB of WAL"
                        .formatted(lagMax.toSeconds(), lag.time().toSeconds(), lag.bytes() >> 20),
                false);
    }

    private static Judgement raised(SlotHealth health, boolean halfKept, String kept) {
        if (halfKept) {
            return new Judgement(SlotAlarm.RAISED, kept, false);
        }
        if (health.wal().status() == SlotHealth.WalStatus.EXTENDED) {
            return new Judgement(SlotAlarm.RAISED, kept + ", and more than max_wal_size", false);
        }
        Duration idle = health.use().idle();
        Duration idleMax = health.use().idleMax();
        if (idle != null && idleMax != null && idle.multipliedBy(2).compareTo(idleMax) >= 0) {
            return new Judgement(
                    SlotAlarm.RAISED,
                    "nobody has read from it for %d s, and PostgreSQL removes it after %d s"
                            .formatted(idle.toSeconds(), idleMax.toSeconds()),
                    false);
        }
        return new Judgement(SlotAlarm.NONE, "", false);
    }

    private static String lost(Use use) {
        return "PostgreSQL has given it up (%s): changes were missed, a new slot follows"
                .formatted(Objects.requireNonNullElse(use.invalidation(), "WAL removed"));
    }

    private static long percent(long part, long whole) {
        return whole == 0 ? 0 : Math.round(100.0 * part / whole);
    }
}
