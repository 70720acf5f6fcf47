package io.vintner.gateway;

import io.smallrye.config.Secret;
import io.vintner.gateway.token.TokenConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Refuses to start in a way that would be unsafe. */
@ApplicationScoped
class StartCheck {

    /** Known to everybody who has read the documentation of Supabase. */
    private static final String PUBLISHED_SECRET =
            "super-secret-jwt-token-with-at-least-32-characters-long";

    private final GatewayConfig gateway;
    private final TokenConfig tokens;

    StartCheck(GatewayConfig gateway, TokenConfig tokens) {
        this.gateway = gateway;
        this.tokens = tokens;
    }

    /**
     * The secret that signs tokens.
     *
     * @throws UnsafeStartException if there is none, or one that others know
     */
    String jwtSecret() {
        String secret =
                tokens.jwtSecretFile()
                        .map(SecretFile::read)
                        .or(() -> tokens.jwtSecret().map(Secret::get))
                        .orElseThrow(() ->
                                new UnsafeStartException(
                                        "vintner.gateway.token.jwt-secret is not set"));
        if (gateway.profile() == Profile.PRODUCTION && secret.equals(PUBLISHED_SECRET)) {
            throw new UnsafeStartException(
                    "vintner.gateway.token.jwt-secret is the published one of the local profile:"
                            + " choose another, or set vintner.profile=local");
        }
        return secret;
    }

    /**
     * Looks at the address.
     *
     * @throws UnsafeStartException if the local profile would be reachable from other machines
     */
    void address() {
        if (gateway.profile() == Profile.LOCAL && !LocalOnly.isLoopback(gateway.host())) {
            throw new UnsafeStartException(
                    "vintner.gateway.host is '%s', but the local profile listens on 127.0.0.1 only"
                            .formatted(gateway.host()));
        }
    }
}
