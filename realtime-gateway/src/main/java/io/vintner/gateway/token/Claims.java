package io.vintner.gateway.token;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a verified token says of its bearer.
 *
 * @param role the database role that the bearer acts as; on the allow-list
 * @param subject the user's id, the claim {@code sub}; null for tokens of no user, such as the
 *     anonymous key
 * @param json the whole claim set as JSON, as policies read it from {@code request.jwt.claims}
 * @param expiresAt from when on the token is no longer valid
 * @param proof where the claims come from, and by what they can be revoked
 */
public record Claims(
        String role, @Nullable String subject, String json, Instant expiresAt, Proof proof) {

    /** Claims that nobody can revoke. */
    public Claims(String role, @Nullable String subject, String json, Instant expiresAt) {
        this(role, subject, json, expiresAt, Proof.NONE);
    }

    /**
     * Where claims come from.
     *
     * @param key the mark of the key that the token was signed with ({@link TrustedKey#mark()})
     * @param tokenId the claim {@code jti}; null if the token has none
     * @param issuedAt the claim {@code iat}; null if the token does not say
     */
    public record Proof(String key, @Nullable String tokenId, @Nullable Instant issuedAt) {

        static final Proof NONE = new Proof("", null, null);

        /** Leaves everything out: all of it tells of the token or of the key. */
        @Override
        public String toString() {
            return "Proof";
        }
    }

    /** Leaves the claims out: they are the user's own. */
    @Override
    public String toString() {
        return "Claims[role=" + role + ", expiresAt=" + expiresAt + "]";
    }
}
