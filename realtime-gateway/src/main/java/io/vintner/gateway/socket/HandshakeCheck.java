package io.vintner.gateway.socket;

import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.impl.ConnectionBase;
import io.vintner.gateway.GatewayConfig;
import io.vintner.gateway.channel.Refusal;
import io.vintner.gateway.protocol.FrameCodec;
import io.vintner.gateway.resume.ResumeId;
import io.vintner.gateway.token.TokenVerifier;
import io.vintner.gateway.token.Verification;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Admits a client before its connection becomes a socket, or says over HTTP why not. */
@ApplicationScoped
class HandshakeCheck implements HttpUpgradeCheck {

    private static final Logger LOG = Logger.getLogger(HandshakeCheck.class);

    private final TokenVerifier tokens;
    private final Codecs codecs;
    private final Connections connections;
    private final SocketMetrics metrics;
    private final ClientThreads threads;
    private final Origins origins;
    private final int connectionsMax;

    HandshakeCheck(
            TokenVerifier tokens,
            Codecs codecs,
            Connections connections,
            SocketMetrics metrics,
            ClientThreads threads,
            SocketConfig config,
            GatewayConfig gateway) {
        this.tokens = tokens;
        this.codecs = codecs;
        this.connections = connections;
        this.metrics = metrics;
        this.threads = threads;
        this.origins = new Origins(config.allowedOrigins().orElse(Set.of()), gateway.profile());
        this.connectionsMax = config.connectionsMax();
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        HttpServerRequest request = context.httpRequest();
        if (connections.isStopping()) {
            return refuse(request, Refusal.STOPPING, 503);
        }
        if (!origins.allow(request.getHeader("Origin"))) {
            return refuse(request, 403, "OriginNotAllowed", "Origin is not allowed");
        }
        if (connections.count() >= connectionsMax) {
            return refuse(request, Refusal.TOO_MANY_CONNECTIONS, 429);
        }
        @Nullable FrameCodec codec = codecs.ofVersion(request.getParam("vsn"));
        if (codec == null) {
            return refuse(
                    request,
                    400,
                    "UnknownVersion",
                    "Unknown serializer version, expected 1.0.0 or 2.0.0");
        }
        @Nullable String resume = request.getParam("resume");
        @Nullable ResumeId resumeId = resume == null ? null : ResumeId.parse(resume);
        if (resume != null && resumeId == null) {
            return refuse(
                    request,
                    400,
                    "InvalidResumeId",
                    "A resume id has 16 to 128 letters, digits, - and _");
        }
        @Nullable String header = request.getHeader("x-api-key");
        @Nullable String key = header != null ? header : request.getParam("apikey");
        if (key == null || key.isBlank()) {
            return refuse(request, 401, "MissingAPIKey", "API key is missing");
        }
        Handshake handshake =
                new Handshake(
                        key, codec, ((ConnectionBase) request.connection()).channel(), resumeId);
        return verify(key)
                .onItem()
                .transformToUni(verification -> decide(verification, handshake, context))
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.error("a token could not be verified", failure);
                    return refuse(request, 500, "UnknownError", "Error connecting to Realtime");
                });
    }

    /** Verifying takes a moment, and a new key may have to be fetched first: not on this thread. */
    private Uni<Verification> verify(String key) {
        Context eventLoop =
                Objects.requireNonNull(Vertx.currentContext(), "upgrades come on an event loop");
        return Uni.createFrom()
                .<Verification>emitter(emitter ->
                        threads.execute(() -> {
                            try {
                                emitter.complete(tokens.verify(key));
                            } catch (RuntimeException failure) {
                                emitter.fail(failure);
                            }
                        }))
                .emitOn(command -> eventLoop.runOnContext(_ -> command.run()));
    }

    private Uni<CheckResult> decide(
            Verification verification, Handshake handshake, HttpUpgradeContext context) {
        return switch (verification) {
            case Verification.Rejected(Verification.Cause cause, String message) ->
                    refuse(
                            context.httpRequest(),
                            401,
                            cause.code(),
                            cause == Verification.Cause.EXPIRED ? "Token has expired" : message);
            case Verification.Accepted _ -> {
                context.userData().put(Handshake.KEY, handshake);
                yield CheckResult.permitUpgrade();
            }
        };
    }

    private Uni<CheckResult> refuse(HttpServerRequest request, Refusal refusal, int status) {
        return refuse(request, status, refusal.code(), refusal.message());
    }

    /**
     * Answers by itself, because a check can only name a status and clients expect a body; the
     * framework is left waiting for a verdict that it no longer needs.
     */
    private Uni<CheckResult> refuse(
            HttpServerRequest request, int status, String code, String message) {
        metrics.refused(code);
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(JsonObject.of("error", message).encode());
        return Uni.createFrom().nothing();
    }
}
