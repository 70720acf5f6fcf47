package io.vintner.trellis.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import io.vintner.trellis.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a body that says of itself that it is too large, with a reason. (One that does not say is
 * cut off by the server at the same bound.)
 */
@ApplicationScoped
class BodyLimit {

    private static final int AFTER_HEADERS = 150;

    private final long bytesMax;

    BodyLimit(WebConfig config) {
        this.bytesMax = config.bodyBytesMax().asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, AFTER_HEADERS);
    }

    private void check(RoutingContext context) {
        if (exceeds(context.request().getHeader("Content-Length"))) {
            context.response().putHeader("Connection", "close");
            EdgeProblem.end(
                    context,
                    ProblemType.BODY_TOO_LARGE,
                    "a body has at most %d bytes".formatted(bytesMax));
        } else {
            context.next();
        }
    }

    private boolean exceeds(@Nullable String length) {
        try {
            return length != null && Long.parseLong(length) > bytesMax;
        } catch (NumberFormatException _) {
            return false;
        }
    }
}
