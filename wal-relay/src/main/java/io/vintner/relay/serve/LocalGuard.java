package io.vintner.relay.serve;

import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * In the local profile, whose secrets are published: answers only requests that name this machine,
 * so that no page in a browser can reach the relay by a name of its own.
 */
public final class LocalGuard {

    private static final Set<String> HOSTS = Set.of("127.0.0.1", "localhost", "::1", "[::1]");
    private static final int BEFORE_ALL_ROUTES = -100_000;

    private LocalGuard() {}

    /** Puts the guard before every route. */
    public static void on(Router router) {
        router.route().order(BEFORE_ALL_ROUTES).handler(LocalGuard::check);
    }

    private static void check(RoutingContext routing) {
        String origin = routing.request().getHeader("Origin");
        HostAndPort host = routing.request().authority();
        if (host == null || !isLocal(host.host())) {
            Problem.HOST_NOT_ALLOWED.answer(routing.response());
        } else if (origin != null && !isLocalOrigin(origin)) {
            Problem.ORIGIN_NOT_ALLOWED.answer(routing.response());
        } else {
            routing.next();
        }
    }

    private static boolean isLocalOrigin(String origin) {
        try {
            return isLocal(URI.create(origin).getHost());
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static boolean isLocal(@Nullable String host) {
        return host != null && HOSTS.contains(host);
    }
}
