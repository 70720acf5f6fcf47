package io.vintner.tendril.control;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One job in this agent's hands. Equal to another of the same job and epoch.
 *
 * @param epoch of the lease; it goes with everything that is written for the job, and whoever has
 *     an older one is not heard
 * @param token proves that the lease is ours, also when the agent's own token does not any more;
 *     null if an older control plane gave none
 */
public record LeaseRef(JobId job, long epoch, @Nullable Secret token) {

    /** One without a token. */
    public LeaseRef(JobId job, long epoch) {
        this(job, epoch, null);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LeaseRef(JobId itsJob, long itsEpoch, _)
                && job.equals(itsJob)
                && epoch == itsEpoch;
    }

    @Override
    public int hashCode() {
        return Objects.hash(job, epoch);
    }
}
