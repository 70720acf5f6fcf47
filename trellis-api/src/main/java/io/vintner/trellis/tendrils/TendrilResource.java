package io.vintner.trellis.tendrils;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.auth.Callers;
import io.vintner.trellis.auth.OpaqueToken;
import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.idempotency.IdempotentCalls;
import io.vintner.trellis.idempotency.IdempotentCalls.Call;
import io.vintner.trellis.pages.Cursor;
import io.vintner.trellis.pages.PageOf;
import io.vintner.trellis.pages.PageQuestion;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Tendrils over HTTP: for their owners, and for themselves. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "tendrils")
class TendrilResource {

    private final Callers callers;
    private final IdempotentCalls calls;
    private final Tendrils tendrils;
    private final Registrations registrations;
    private final TokenRotation rotation;

    TendrilResource(
            Callers callers,
            IdempotentCalls calls,
            Tendrils tendrils,
            Registrations registrations,
            TokenRotation rotation) {
        this.callers = callers;
        this.calls = calls;
        this.tendrils = tendrils;
        this.registrations = registrations;
        this.rotation = rotation;
    }

    @GET
    @Path("/workers")
    public PageOf<Tendril> list(
            @RestQuery @Nullable Integer limit, @RestQuery @Nullable String cursor) {
        return tendrils.list(
                callers.person(), PageQuestion.of(limit, cursor, Cursor.Kind.TEXT, Cursor.Kind.ID));
    }

    @GET
    @Path("/workers/{id}")
    public Tendril get(@RestPath TendrilId id) {
        return tendrils.get(callers.person(), id);
    }

    @POST
    @Path("/workers/{id}/drain")
    @Consumes(MediaType.WILDCARD)
    public Tendril drain(
            @RestPath TendrilId id,
            @RestHeader(IdempotentCalls.HEADER) @Nullable @Size(min = 1, max = 200) String key) {
        Caller.Person caller = callers.person();
        return calls.once(
                Call.of(caller, key, null), Tendril.class, () -> tendrils.drain(caller, id));
    }

    @DELETE
    @Path("/workers/{id}")
    public void remove(@RestPath TendrilId id) {
        tendrils.remove(callers.person(), id);
    }

    /** For the Tendril itself. */
    @POST
    @Path("/workers/token")
    @Consumes(MediaType.WILDCARD)
    @ResponseStatus(201)
    public Rotated rotate(
            @RestHeader(IdempotentCalls.HEADER) @Nullable @Size(min = 1, max = 200) String key) {
        Caller.Tendril tendril = callers.tendril();
        return calls.once(
                Call.of(tendril, key, null), Rotated.class, () -> rotation.rotate(tendril));
    }

    /** For its owner, who hands the token over. */
    @POST
    @Path("/workers/{id}/token")
    @ResponseStatus(201)
    public Rotated rotate(
            @RestPath TendrilId id,
            @RestHeader(IdempotentCalls.HEADER) @Nullable @Size(min = 1, max = 200) String key,
            @Valid @Nullable Rotation wish) {
        boolean revoke = wish != null && Boolean.TRUE.equals(wish.revoke());
        Caller.Person caller = callers.signedInPerson();
        return calls.once(
                Call.of(caller, key, wish),
                Rotated.class,
                () -> rotation.rotate(caller, id, revoke));
    }

    @POST
    @Path("/tendrils/registration-tokens")
    @ResponseStatus(201)
    public RegistrationToken issue(
            @RestHeader(IdempotentCalls.HEADER) @Nullable @Size(min = 1, max = 200) String key,
            @Valid @Nullable Wish wish) {
        Caller.Person caller = callers.person();
        return calls.once(
                Call.of(caller, key, wish),
                RegistrationToken.class,
                () -> registrations.issue(caller, wish == null ? null : wish.name()));
    }

    @POST
    @Path("/tendrils/register")
    @ResponseStatus(201)
    public Registered register(
            @RestHeader(IdempotentCalls.HEADER) @Nullable @Size(min = 1, max = 200) String key,
            @Valid @NotNull Registration registration) {
        return calls.once(
                new Call(registration.scope(), key, registration),
                Registered.class,
                () -> registrations.register(registration));
    }

    @POST
    @Path("/workers/heartbeat")
    public Pulse heartbeat(@Valid @NotNull Heartbeat heartbeat) {
        return tendrils.beat(callers.tendril(), heartbeat);
    }

    /** What a registration token is asked for with. */
    @Schema(name = "RegistrationTokenRequest")
    record Wish(@Nullable @Size(min = 1, max = 100) String name) {}

    /** Told once; the API keeps only its hash. */
    record RegistrationToken(String token, OffsetDateTime expiresAt) {
        @Override
        public String toString() {
            return "RegistrationToken[" + expiresAt + "]";
        }
    }

    record Registration(
            @NotBlank @Size(max = 200) String registrationToken,
            @NotBlank @Size(max = 100) @Pattern(regexp = "\\P{Cntrl}*") String name,
            @NotBlank @Size(max = 100) @Pattern(regexp = "\\P{Cntrl}*") String version,
            @Nullable @Size(max = 50)
                    Map<
                                    @Size(min = 1, max = 100) @Pattern(regexp = "\\P{Cntrl}*")
                                    String,
                                    @NotNull @Size(max = 200) @Pattern(regexp = "\\P{Cntrl}*")
                                    String>
                            labels) {

        /** Whoever knows the token; it may be used once, and asked about under its key. */
        String scope() {
            return "registration "
                    + HexFormat.of().formatHex(new OpaqueToken(registrationToken).hash());
        }

        @Override
        public String toString() {
            return "Registration[" + name + "]";
        }
    }

    /** The Tendril's id and its token, told once. */
    record Registered(UUID id, String token) {
        @Override
        public String toString() {
            return "Registered[" + id + "]";
        }
    }

    /**
     * How a token is to be replaced.
     *
     * @param revoke whether the present tokens are void at once; null: they are not
     */
    @Schema(name = "TokenRotation")
    record Rotation(@Nullable Boolean revoke) {}

    /**
     * The new token, told once.
     *
     * @param oldValidUntil until when the tokens before may still be used
     */
    @Schema(name = "RotatedToken")
    record Rotated(String token, OffsetDateTime oldValidUntil) {
        @Override
        public String toString() {
            return "Rotated[" + oldValidUntil + "]";
        }
    }

    /**
     * A beat; without a status the Tendril is ONLINE (the documented form has none).
     *
     * @param labels all that it has; null: those that it had
     * @param moduleSources the kinds of module sources that it knows; null: files only
     */
    record Heartbeat(
            @Nullable TendrilStatus status,
            @NotBlank @Size(max = 100) @Pattern(regexp = "\\P{Cntrl}*") String version,
            @Nullable @Size(max = 1000) List<@Valid @NotNull HeldJob> jobs,
            @Nullable @Size(max = 50)
                    Map<
                                    @Size(min = 1, max = 100) @Pattern(regexp = "\\P{Cntrl}*")
                                    String,
                                    @NotNull @Size(max = 200) @Pattern(regexp = "\\P{Cntrl}*")
                                    String>
                            labels,
            @Nullable @Size(max = 20) List<@NotNull @Size(max = 20) String> moduleSources) {}

    /** The answer to a beat. */
    record Pulse(
            OffsetDateTime serverTime,
            int heartbeatSeconds,
            boolean drain,
            List<JobDirective> directives) {
        Pulse {
            directives = List.copyOf(directives);
        }
    }

    /** For the lease of that epoch alone. */
    record JobDirective(UUID jobId, long epoch, Directive directive) {}
}
