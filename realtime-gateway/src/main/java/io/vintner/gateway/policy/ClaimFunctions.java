package io.vintner.gateway.policy;

import io.vintner.gateway.catalog.Catalog;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells whether {@code auth.uid()}, {@code auth.role()} and {@code auth.jwt()} are the usual ones:
 * only then is known, without asking PostgreSQL, what they give. Bodies are compared token by
 * token.
 */
final class ClaimFunctions {

    private static final Map<String, Set<String>> KNOWN =
            Map.of(
                    "uid",
                    canonical(
                            """
                            select coalesce(
                              nullif(current_setting('request.jwt.claim.sub', true), ''),
                              (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')
                            )::uuid
                            """,
                            """
                            select nullif(current_setting('request.jwt.claim.sub', true), '')::uuid
                            """),
                    "role",
                    canonical(
                            """
                            select coalesce(
                              nullif(current_setting('request.jwt.claim.role', true), ''),
                              (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role')
                            )::text
                            """,
                            """
                            select coalesce(
                              nullif(current_setting('request.jwt.claim.role', true), ''),
                              (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role')
                            )
                            """,
                            """
                            select nullif(current_setting('request.jwt.claim.role', true), '')::text
                            """),
                    "jwt",
                    canonical(
                            """
                            select coalesce(
                              nullif(current_setting('request.jwt.claim', true), ''),
                              nullif(current_setting('request.jwt.claims', true), '')
                            )::jsonb
                            """,
                            """
                            select nullif(current_setting('request.jwt.claims', true), '')::jsonb
                            """));

    private ClaimFunctions() {}

    /** The names of those that are the usual ones and that {@code role} may call. */
    static Set<String> known(Catalog catalog, String role) {
        Set<String> known = new HashSet<>();
        for (String name : catalog.claimCallers().getOrDefault(role, Set.of())) {
            String body = catalog.claimFunctions().getOrDefault(name, "");
            if (KNOWN.getOrDefault(name, Set.of()).contains(SqlTokens.of(body).canonical())) {
                known.add(name);
            }
        }
        return known;
    }

    private static Set<String> canonical(String... bodies) {
        Set<String> canonical = new HashSet<>();
        for (String body : List.of(bodies)) {
            canonical.add(SqlTokens.of(body).canonical());
        }
        return canonical;
    }
}
