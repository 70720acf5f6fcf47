package io.vintner.gateway.revocation;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vintner.gateway.revocation.RevocationRequest.Reading;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /admin/v1/revocations}: checks who asks, reads what is to be revoked, and answers
 * when it is in force here and stored for the others.
 */
@Singleton
class RevocationRoute {

    private static final Logger LOG = Logger.getLogger(RevocationRoute.class);
    private static final String PATH = "/admin/v1/revocations";
    private static final int BODY_BYTES_MAX = 4_096;
    private static final int TOO_LARGE = 413;

    private final SharedRevocations shared;
    private final Revocations revocations;
    private final RevocationSecret secret;
    private final RevocationConfig config;
    private final InstantSource clock;

    RevocationRoute(
            SharedRevocations shared,
            Revocations revocations,
            RevocationSecret secret,
            RevocationConfig config,
            InstantSource clock) {
        this.shared = shared;
        this.revocations = revocations;
        this.secret = secret;
        this.config = config;
        this.clock = clock;
    }

    void register(@Observes Router router) {
        router.route(PATH).handler(this::admit).failureHandler(RevocationRoute::failed);
        router.route(PATH).handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX));
        router.route(PATH).handler(this::revoke);
    }

    private void admit(RoutingContext routing) {
        @Nullable RevocationProblem problem = refusal(routing.request());
        if (problem == null) {
            routing.next();
        } else {
            problem.answer(routing.response());
        }
    }

    private @Nullable RevocationProblem refusal(HttpServerRequest request) {
        if (secret.isEmpty()) {
            return RevocationProblem.NOT_FOUND;
        }
        if (config.from() == RevocationConfig.From.LOOPBACK && !isLoopback(request)) {
            return RevocationProblem.ADDRESS_NOT_ALLOWED;
        }
        if (!secret.isPresentedBy(request.getHeader("Authorization"))) {
            return RevocationProblem.REVOCATION_SECRET_REQUIRED;
        }
        if (!request.method().equals(HttpMethod.POST)) {
            return RevocationProblem.METHOD_NOT_ALLOWED;
        }
        @Nullable String type = request.getHeader("Content-Type");
        return type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")
                ? RevocationProblem.UNSUPPORTED_MEDIA_TYPE
                : null;
    }

    private static boolean isLoopback(HttpServerRequest request) {
        try {
            return InetAddress.ofLiteral(request.remoteAddress().hostAddress()).isLoopbackAddress();
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }

    private void revoke(RoutingContext routing) {
        @Nullable Buffer body = routing.body().buffer();
        byte[] bytes = body == null ? new byte[0] : body.getBytes();
        Thread.ofVirtual()
                .name("revoke")
                .start(() -> {
                    try {
                        revoke(bytes, routing.response());
                    } catch (RuntimeException failure) {
                        LOG.error("tokens could not be revoked", failure);
                        RevocationProblem.INTERNAL.answer(routing.response());
                    }
                });
    }

    private void revoke(byte[] body, HttpServerResponse response) {
        Instant now = clock.instant();
        switch (RevocationRequest.read(body, now, config.keep())) {
            case Reading.Malformed _ -> RevocationProblem.MALFORMED_REQUEST.answer(response);
            case Reading.Invalid(String field, String why) ->
                    RevocationProblem.INVALID_FIELD.answer(response, field, why);
            case Reading.Read(Revocation revocation) -> {
                if (revocations.size() >= config.max()) {
                    RevocationProblem.TOO_MANY_REVOCATIONS.answer(response);
                } else {
                    revoke(revocation, response);
                }
            }
        }
    }

    private void revoke(Revocation revocation, HttpServerResponse response) {
        SharedRevocations.Kept kept = shared.revoke(revocation);
        LOG.infof(
                "tokens were revoked, kind=%s kept=%s known=%d",
                revocation instanceof Revocation.OfToken ? "jti" : "sub", kept, revocations.size());
        switch (kept) {
            case MEMORY_FOR_NOW -> RevocationProblem.DATABASE_UNAVAILABLE.answer(response);
            case DATABASE, MEMORY ->
                    response.putHeader("Content-Type", "application/json")
                            .end(answer(revocation, kept).encode());
        }
    }

    private static JsonObject answer(Revocation revocation, SharedRevocations.Kept kept) {
        JsonObject answer =
                switch (revocation) {
                    case Revocation.OfToken token -> JsonObject.of("jti", token.id());
                    case Revocation.OfSubject subject ->
                            JsonObject.of(
                                    "sub",
                                    subject.subject(),
                                    "issued_before",
                                    seconds(subject.issuedBefore()));
                };
        return answer.put("exp", seconds(revocation.expiresAt()))
                .put("kept", kept.name().toLowerCase(Locale.ROOT));
    }

    private static double seconds(Instant instant) {
        return instant.toEpochMilli() / 1_000.0;
    }

    private static void failed(RoutingContext routing) {
        if (routing.statusCode() == TOO_LARGE) {
            RevocationProblem.BODY_TOO_LARGE.answer(routing.response());
        } else {
            RevocationProblem.INTERNAL.answer(routing.response());
        }
    }
}
