package io.vintner.relay.replication;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The oldest transaction that writes and has not ended. No slot lets go of the WAL since its
 * beginning, whatever is confirmed.
 *
 * @param pid null if it is a prepared one
 * @param transactions begun since
 * @param age null if the relay's role may not see it (it may with {@code pg_read_all_stats})
 */
public record OldestTransaction(@Nullable Integer pid, long transactions, @Nullable Duration age) {}
