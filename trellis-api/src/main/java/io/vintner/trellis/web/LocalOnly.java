package io.vintner.trellis.web;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vintner.trellis.auth.TokenConfig;
import io.vintner.trellis.database.Secret;
import io.vintner.trellis.problem.ProblemType;
import io.vintner.trellis.settings.Profile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the local profile, whose secrets are published, on this machine; and keeps those secrets
 * out of every other profile.
 */
@ApplicationScoped
class LocalOnly implements HttpServerOptionsCustomizer {

    private static final int FIRST = 300;
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "[::1]");

    private final Profile profile;
    private final TokenConfig token;

    LocalOnly(Profile profile, TokenConfig token) {
        this.profile = profile;
        this.token = token;
    }

    void refuseUnsafeKeys(@Observes StartupEvent event) {
        String secret = token.jwtSecret().map(Secret::value).orElse("");
        TokenConfig.Jwks jwks = token.jwks();
        boolean set = jwks.file().isPresent() || jwks.url().isPresent();
        boolean absent = secret.isBlank() && (profile.isLocal() || !set);
        if (absent || (!profile.isLocal() && secret.equals(TokenConfig.PUBLISHED_SECRET))) {
            throw new IllegalStateException(
                    "vintner.trellis.token.jwt-secret is empty or the published one: set a secret"
                            + " of your own, a key set (vintner.trellis.token.jwks.url or .file),"
                            + " or vintner.profile=local and a secret on your own machine");
        }
        jwks.url()
                .filter(url -> !isSafe(url, jwks.insecure()))
                .ifPresent(url -> {
                    throw new IllegalStateException(
                            "vintner.trellis.token.jwks.url is no https address and not on this"
                                    + " machine: whoever can change its answer can sign tokens;"
                                    + " to accept that set vintner.trellis.token.jwks.insecure");
                });
    }

    private static boolean isSafe(URI url, boolean insecure) {
        return "https".equalsIgnoreCase(url.getScheme())
                || ("http".equalsIgnoreCase(url.getScheme())
                        && url.getHost() != null
                        && (insecure || LOOPBACK.contains(url.getHost())));
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        if (profile.isLocal() && !LOOPBACK.contains(options.getHost())) {
            throw new IllegalStateException(
                    "the local profile listens on 127.0.0.1 only: remove vintner.trellis.host or"
                            + " set vintner.profile=production");
        }
    }

    void register(@Observes Filters filters) {
        if (profile.isLocal()) {
            filters.register(this::check, FIRST);
        }
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        var authority = request.authority();
        if (authority != null
                && LOOPBACK.contains(authority.host())
                && isLoopback(request.getHeader("Origin"))) {
            context.next();
            return;
        }
        EdgeProblem.end(
                context,
                ProblemType.HOST_NOT_ALLOWED,
                "Host and Origin must be 127.0.0.1 or localhost");
    }

    /** A page of another site may not make this machine's browser call us. */
    static boolean isLoopback(@Nullable String origin) {
        if (origin == null) {
            return true;
        }
        try {
            String host = URI.create(origin).getHost();
            return host != null && LOOPBACK.contains(host);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
