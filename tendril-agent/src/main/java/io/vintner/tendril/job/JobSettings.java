package io.vintner.tendril.job;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What every job of this agent has in common.
 *
 * @param tendrilName shown in the job's log
 * @param version of this agent
 * @param logHeadBytesMax bytes of output that are shipped as they come
 * @param logTailBytesMax bytes at the end that are shipped of a longer output
 * @param termMax how long a job that changes nothing may take to end after SIGTERM
 * @param keptOutput where the two output files go after a job; null to remove them
 */
public record JobSettings(
        String tendrilName,
        String version,
        long logHeadBytesMax,
        long logTailBytesMax,
        Duration termMax,
        @Nullable Path keptOutput) {}
