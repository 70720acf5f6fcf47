package io.vintner.trellis.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import io.vintner.trellis.settings.SettingsConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;

/** Tells browsers to run only our own scripts and to talk only to us and to the gateway. */
@ApplicationScoped
class SecurityHeaders {

    private static final int EARLY = 200;

    private final String policy;

    SecurityHeaders(SettingsConfig settings) {
        this.policy = policy(settings.realtimeUrl());
    }

    void register(@Observes Filters filters) {
        filters.register(this::add, EARLY);
    }

    private void add(RoutingContext context) {
        MultiMap headers = context.response().headers();
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        String path = context.normalizedPath();
        if (!path.startsWith("/q/")) {
            // The pages under /q (Swagger UI) are Quarkus' own and need inline scripts.
            headers.set("Content-Security-Policy", policy);
        }
        if (path.startsWith("/api/")) {
            headers.set("Cache-Control", "no-store");
        }
        context.addHeadersEndHandler(ended -> keepPagesFresh(headers));
        context.next();
    }

    /** The dashboard's files are named by their content; its page is not, and must be asked for. */
    private static void keepPagesFresh(MultiMap headers) {
        String type = headers.get("Content-Type");
        if (type != null && type.startsWith("text/html")) {
            headers.set("Cache-Control", "no-cache");
        }
    }

    /**
     * @param realtime the gateway's address, {@code http:} or {@code https:}; its socket has the
     *     same with {@code ws}
     */
    static String policy(URI realtime) {
        String http = realtime.getScheme() + "://" + realtime.getAuthority();
        String socket = "ws" + http.substring("http".length());
        return "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
                + " img-src 'self' data:; font-src 'self'; manifest-src 'self';"
                + " worker-src 'self' blob:; connect-src 'self' "
                + http
                + " "
                + socket
                + "; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    }
}
