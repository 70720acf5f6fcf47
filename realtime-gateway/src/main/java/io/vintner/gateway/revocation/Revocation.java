package io.vintner.gateway.revocation;

import java.time.Instant;

/** Which tokens are refused from now on. */
public sealed interface Revocation {

    /** When the last of these tokens expires: the revocation is not needed any more. */
    Instant expiresAt();

    /**
     * One token.
     *
     * @param id its {@code jti}
     */
    record OfToken(String id, Instant expiresAt) implements Revocation {

        /** Leaves out the id. */
        @Override
        public String toString() {
            return "OfToken[expiresAt=" + expiresAt + "]";
        }
    }

    /**
     * All tokens of a user that were issued before a moment, or do not say when they were.
     *
     * @param subject their {@code sub}
     * @param issuedBefore compared with their {@code iat}, which counts whole seconds: a token of
     *     the very second in which this moment lies was issued before it
     */
    record OfSubject(String subject, Instant issuedBefore, Instant expiresAt)
            implements Revocation {

        /** Leaves out the user. */
        @Override
        public String toString() {
            return "OfSubject[issuedBefore=" + issuedBefore + ", expiresAt=" + expiresAt + "]";
        }
    }
}
