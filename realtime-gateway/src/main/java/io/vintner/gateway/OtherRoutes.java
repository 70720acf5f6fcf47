package io.vintner.gateway;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * What upstream answers over HTTP besides the socket: its two signs of life, and broadcasts over
 * REST, which are not served and told so in a form that the stock client and browsers can read.
 */
@Singleton
class OtherRoutes {

    private static final List<String> BROADCAST =
            List.of(
                    "/api/broadcast",
                    "/api/broadcast/*",
                    "/realtime/v1/api/broadcast",
                    "/realtime/v1/api/broadcast/*");
    private static final String JSON = "application/json";

    void register(@Observes Router router) {
        router.get("/healthcheck")
                .handler(routing ->
                        routing.response().putHeader("Content-Type", "text/plain").end("ok"));
        router.get("/api/ping")
                .handler(routing ->
                        routing.response()
                                .putHeader("Content-Type", JSON)
                                .end(JsonObject.of("message", "Success").encode()));
        BROADCAST.forEach(path -> router.route(path).handler(OtherRoutes::broadcast));
    }

    private static void broadcast(RoutingContext routing) {
        HttpServerResponse response =
                routing.response()
                        .putHeader("Access-Control-Allow-Origin", "*")
                        .putHeader("Access-Control-Allow-Methods", "POST, OPTIONS")
                        .putHeader(
                                "Access-Control-Allow-Headers",
                                "authorization, apikey, content-type, x-client-info");
        if (routing.request().method().equals(HttpMethod.OPTIONS)) {
            response.setStatusCode(204).end();
            return;
        }
        response.setStatusCode(501)
                .putHeader("Content-Type", JSON)
                .end(JsonObject.of("message", "This server does not serve broadcast").encode());
    }
}
