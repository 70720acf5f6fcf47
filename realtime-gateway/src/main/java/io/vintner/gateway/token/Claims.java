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
 */
public record Claims(String role, @Nullable String subject, String json, Instant expiresAt) {

    /** Leaves the claims out: they are the user's own. */
    @Override
    public String toString() {
        return "Claims[role=" + role + ", expiresAt=" + expiresAt + "]";
    }
}
