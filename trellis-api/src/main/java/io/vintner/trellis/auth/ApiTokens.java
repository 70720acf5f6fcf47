package io.vintner.trellis.auth;

import java.util.Optional;
import java.util.Set;

/** What users' API tokens are good for; answered by the tokens feature. */
public interface ApiTokens {

    /** Whose token it is, and what for. */
    record Grant(UserId user, Set<TokenScope> scopes) {
        public Grant {
            scopes = Set.copyOf(scopes);
        }

        boolean covers(TokenScope needed) {
            return scopes.stream().anyMatch(scope -> scope.covers(needed));
        }
    }

    /** Empty when the token is unknown, expired or revoked. Compares in constant time. */
    Optional<Grant> grant(UserToken presented);
}
