package io.vintner.relay.serve;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** Why a request is refused (RFC 9457); all of them stand in docs/contracts/change-feed.md. */
enum Problem {
    MALFORMED_POSITION(400, "from or committed-at cannot be read"),
    FEED_SECRET_REQUIRED(401, "the feed's secret is required"),
    HOST_NOT_ALLOWED(403, "the local profile answers to 127.0.0.1 and localhost only"),
    ORIGIN_NOT_ALLOWED(403, "the local profile answers no pages from elsewhere"),
    NOT_STREAMING(503, "the relay has no connection to PostgreSQL"),
    STANDBY(503, "another relay has the replication slot; ask that one"),
    TOO_MANY_READERS(503, "the feed has all the readers that it may have");

    private static final String RETRY_AFTER_SECONDS = "1";

    private final int status;
    private final String detail;

    Problem(int status, String detail) {
        this.status = status;
        this.detail = detail;
    }

    void answer(HttpServerResponse response) {
        String code = name().toLowerCase(Locale.ROOT).replace('_', '-');
        if (status == 401) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        if (status == 503) {
            response.putHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(
                        new JsonObject()
                                .put("type", "https://vintner.dev/problems/" + code)
                                .put("title", code.replace('-', ' '))
                                .put("status", status)
                                .put("detail", detail)
                                .put("code", code)
                                .encode());
    }
}
