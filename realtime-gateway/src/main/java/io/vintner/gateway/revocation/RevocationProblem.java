package io.vintner.gateway.revocation;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** Why nothing was revoked, or not everywhere (RFC 9457); all of them stand in docs/errors.md. */
enum RevocationProblem {
    MALFORMED_REQUEST(400, "the body is no JSON object"),
    REVOCATION_SECRET_REQUIRED(401, "the secret for revoking is required"),
    ADDRESS_NOT_ALLOWED(403, "tokens can be revoked from this machine only"),
    NOT_FOUND(404, "revoking is not set up: there is no secret for it"),
    METHOD_NOT_ALLOWED(405, "tokens are revoked with POST"),
    BODY_TOO_LARGE(413, "the body is larger than 4096 bytes"),
    UNSUPPORTED_MEDIA_TYPE(415, "the body must be application/json"),
    INVALID_FIELD(422, ""),
    TOO_MANY_REVOCATIONS(503, "as many revocations are in force as there may be"),
    DATABASE_UNAVAILABLE(
            503,
            "in force on this gateway; other gateways will hear of it when PostgreSQL is back, if"
                    + " this one still runs then: send it again"),
    INTERNAL(500, "a failure in the gateway; its log says why");

    private static final String RETRY_AFTER_SECONDS = "1";

    private final int status;
    private final String detail;

    RevocationProblem(int status, String detail) {
        this.status = status;
        this.detail = detail;
    }

    void answer(HttpServerResponse response) {
        end(response, body(detail));
    }

    /** Names the field that is wrong. */
    void answer(HttpServerResponse response, String field, String why) {
        JsonObject body = body(field.isEmpty() ? why : field + ": " + why);
        end(response, field.isEmpty() ? body : body.put("field", field));
    }

    private JsonObject body(String text) {
        String code = name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new JsonObject()
                .put("type", "https://vintner.dev/problems/" + code)
                .put("title", code.replace('-', ' '))
                .put("status", status)
                .put("detail", text)
                .put("code", code);
    }

    private void end(HttpServerResponse response, JsonObject body) {
        switch (status) {
            case 401 -> response.putHeader("WWW-Authenticate", "Bearer");
            case 405 -> response.putHeader("Allow", "POST");
            case 503 -> response.putHeader("Retry-After", RETRY_AFTER_SECONDS);
            default -> {}
        }
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(body.encode());
    }
}
