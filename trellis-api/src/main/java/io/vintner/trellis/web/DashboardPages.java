package io.vintner.trellis.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Answers the dashboard's one page for the paths that only its router in the browser knows. */
@ApplicationScoped
class DashboardPages {

    private static final int AFTER_HEADERS = 100;

    private final boolean present =
            Thread.currentThread()
                            .getContextClassLoader()
                            .getResource("META-INF/resources/index.html")
                    != null;

    void register(@Observes Filters filters) {
        if (present) {
            filters.register(this::answer, AFTER_HEADERS);
        }
    }

    private void answer(RoutingContext context) {
        String accept = context.request().getHeader("Accept");
        if (HttpMethod.GET.equals(context.request().method())
                && accept != null
                && accept.contains("text/html")
                && isPage(context.normalizedPath())) {
            context.reroute("/index.html");
        } else {
            context.next();
        }
    }

    /** Whether a path is one of the dashboard's own: no API, no Quarkus page, no file. */
    static boolean isPage(String path) {
        boolean taken =
                path.equals("/api")
                        || path.startsWith("/api/")
                        || path.equals("/q")
                        || path.startsWith("/q/");
        boolean file = path.lastIndexOf('.') > path.lastIndexOf('/');
        return !taken && !file && !path.equals("/");
    }
}
