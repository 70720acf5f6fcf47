package io.vintner.trellis.auth;

import java.util.List;

/** What is known of a Tendril's tokens; answered by the tendrils feature. */
public interface TendrilCredentials {

    /** SHA-256 of each token that is valid now; empty for an unknown Tendril. */
    List<byte[]> tokenHashes(TendrilId tendril);
}
