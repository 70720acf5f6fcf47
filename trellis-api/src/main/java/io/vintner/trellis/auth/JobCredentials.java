package io.vintner.trellis.auth;

import java.util.List;
import java.util.UUID;

/** What is known of the tokens of jobs; answered by the jobs feature. */
public interface JobCredentials {

    /**
     * A token that is valid now.
     *
     * @param tendril whose lease it is for
     * @param epoch of that lease, current or not
     * @param hash SHA-256 of the token
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Known(TendrilId tendril, long epoch, byte[] hash) {}

    /** Those of a job; empty for an unknown job. */
    List<Known> known(UUID job);
}
