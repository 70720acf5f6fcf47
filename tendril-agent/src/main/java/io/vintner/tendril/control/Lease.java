package io.vintner.tendril.control;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A claimed job with all that is needed to run it.
 *
 * @param attempt how often it was claimed, from 1
 * @param snapshot the vine's configuration, frozen when the job was queued
 * @param duration how long the lease holds without a heartbeat
 * @param plan the reviewed plan that it applies; null if it makes its own, or none
 */
public record Lease(
        LeaseRef ref,
        JobType type,
        int attempt,
        VineId vine,
        ConfigSnapshot snapshot,
        Duration duration,
        LogTerms log,
        @Nullable LeasedPlan plan) {

    /**
     * How the control plane wants the job's log.
     *
     * @param nextSeq number of the first chunk
     * @param flushInterval how long output may wait
     * @param chunkBytesMax UTF-8 bytes of the largest chunk
     */
    public record LogTerms(long nextSeq, Duration flushInterval, int chunkBytesMax) {}

    public JobId job() {
        return ref.job();
    }
}
