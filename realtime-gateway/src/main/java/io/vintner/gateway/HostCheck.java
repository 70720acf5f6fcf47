package io.vintner.gateway;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * In the local profile, answers only requests that name this machine, so that no page elsewhere can
 * reach it through a name of its own.
 */
@ApplicationScoped
class HostCheck {

    private static final int BEFORE_ALL = 1_000;

    private final GatewayConfig gateway;

    HostCheck(GatewayConfig gateway) {
        this.gateway = gateway;
    }

    void register(@Observes Filters filters) {
        if (gateway.profile() != Profile.LOCAL) {
            return;
        }
        filters.register(
                context -> {
                    if (LocalOnly.isForThisMachine(context.request().getHeader("Host"))) {
                        context.next();
                    } else {
                        context.response()
                                .setStatusCode(421)
                                .putHeader("Content-Type", "application/json")
                                .end(JsonObject.of("error", "Host is not this machine").encode());
                    }
                },
                BEFORE_ALL);
    }
}
