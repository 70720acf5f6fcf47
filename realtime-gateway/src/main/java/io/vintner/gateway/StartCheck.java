package io.vintner.gateway;

import io.smallrye.config.Secret;
import io.vintner.gateway.token.TokenConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;

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
     * The secret that signs tokens; absent if there are other keys.
     *
     * @throws UnsafeStartException if there is nothing that could sign a token, or a secret that
     *     others know
     */
    Optional<String> jwtSecret() {
        Optional<String> secret =
                tokens.jwtSecretFile()
                        .map(SecretFile::read)
                        .or(() -> tokens.jwtSecret().map(Secret::get));
        if (secret.isEmpty() && tokens.jwks().file().isEmpty() && tokens.jwks().url().isEmpty()) {
            throw new UnsafeStartException(
                    "vintner.gateway.token.jwt-secret is not set, nor vintner.gateway.token.jwks");
        }
        if (gateway.profile() == Profile.PRODUCTION
                && secret.filter(PUBLISHED_SECRET::equals).isPresent()) {
            throw new UnsafeStartException(
                    "vintner.gateway.token.jwt-secret is the published one of the local profile:"
                            + " choose another, or set vintner.profile=local");
        }
        return secret;
    }

    /**
     * Looks at where keys are published.
     *
     * @throws UnsafeStartException if whoever stands in between could put other keys in their place
     */
    void keyAddress() {
        tokens.jwks()
                .url()
                .filter(url -> !isSafe(url))
                .ifPresent(url -> {
                    throw new UnsafeStartException(
                            "vintner.gateway.token.jwks.url is no https address and not on this"
                                    + " machine: whoever can change its answer can sign tokens;"
                                    + " to accept that set vintner.gateway.token.jwks.insecure");
                });
    }

    private boolean isSafe(URI url) {
        return "https".equalsIgnoreCase(url.getScheme())
                || ("http".equalsIgnoreCase(url.getScheme())
                        && url.getHost() != null
                        && (tokens.jwks().insecure() || LocalOnly.isLoopback(url.getHost())));
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
