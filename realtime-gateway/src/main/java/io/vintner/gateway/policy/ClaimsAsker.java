package io.vintner.gateway.policy;

import io.vintner.gateway.filter.Question;
import io.vintner.gateway.token.Claims;
import org.jspecify.annotations.Nullable;

/**
 * Somebody with claims, as PostgreSQL gets to know them.
 *
 * @param subject the claim {@code sub}; null if there is none
 * @param json the whole claim set
 */
record ClaimsAsker(String role, @Nullable String subject, String json) implements Question.Asker {

    static ClaimsAsker of(Claims claims) {
        return new ClaimsAsker(claims.role(), claims.subject(), claims.json());
    }

    /** Leaves the claims out: they are the user's own. */
    @Override
    public String toString() {
        return "ClaimsAsker[role=" + role + "]";
    }
}
