package io.vintner.trellis.vines;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.auth.Callers;
import io.vintner.trellis.idempotency.IdempotentCalls;
import io.vintner.trellis.idempotency.IdempotentCalls.Call;
import io.vintner.trellis.modules.GitModule;
import io.vintner.trellis.modules.ModuleBundle;
import io.vintner.trellis.modules.ModuleFiles;
import io.vintner.trellis.modules.ModuleSource;
import io.vintner.trellis.modules.RegistryModule;
import io.vintner.trellis.pages.Cursor;
import io.vintner.trellis.pages.PageOf;
import io.vintner.trellis.pages.PageQuestion;
import io.vintner.trellis.vineyards.VineyardId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Vines over HTTP. */
@Path("/api/vines")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "vines")
class VineResource {

    private static final String STAGES = "development|staging|production";
    private static final String VERSION = "\\d{1,4}\\.\\d{1,4}\\.\\d{1,4}(-[A-Za-z0-9.]{1,20})?";

    private final Callers callers;
    private final IdempotentCalls calls;
    private final Vines vines;

    VineResource(Callers callers, IdempotentCalls calls, Vines vines) {
        this.callers = callers;
        this.calls = calls;
        this.vines = vines;
    }

    @GET
    public PageOf<Vine> list(
            @RestQuery("vineyard_id") @Nullable VineyardId vineyardId,
            @RestQuery @Nullable Integer limit,
            @RestQuery @Nullable String cursor) {
        PageQuestion question =
                PageQuestion.of(
                        limit,
                        cursor,
                        Cursor.Kind.TEXT,
                        Cursor.Kind.TEXT,
                        Cursor.Kind.TEXT,
                        Cursor.Kind.ID);
        return vines.list(callers.person(), vineyardId, question);
    }

    @POST
    @ResponseStatus(201)
    public RestResponse<Vine> create(
            @RestHeader(IdempotentCalls.HEADER) @Nullable @Size(min = 1, max = 200) String key,
            @Valid @NotNull New wanted) {
        Caller.User user = callers.user();
        Vine vine =
                calls.once(
                        Call.of(user, key, wanted), Vine.class, () -> vines.create(user, wanted));
        return RestResponse.ResponseBuilder.<Vine>created(URI.create("/api/vines/" + vine.id()))
                .header("ETag", vine.tag())
                .entity(vine)
                .build();
    }

    @GET
    @Path("/{id}")
    public RestResponse<Vine> get(@RestPath VineId id) {
        return tagged(vines.get(callers.person(), id));
    }

    @PATCH
    @Path("/{id}")
    public RestResponse<Vine> change(
            @RestPath VineId id,
            @RestHeader("If-Match") @Nullable String ifMatch,
            @Valid @NotNull Change change) {
        return tagged(vines.change(callers.user(), id, change, ifMatch));
    }

    @DELETE
    @Path("/{id}")
    public void delete(@RestPath VineId id) {
        vines.delete(callers.user(), id);
    }

    @GET
    @Path("/{id}/module")
    public Module module(@RestPath VineId id) {
        return vines.module(callers.person(), id);
    }

    private static RestResponse<Vine> tagged(Vine vine) {
        return RestResponse.ResponseBuilder.ok(vine).header("ETag", vine.tag()).build();
    }

    @Schema(name = "NewVine")
    record New(
            @NotNull UUID vineyardId,
            @NotBlank @Size(max = 100) @Pattern(regexp = "\\P{Cntrl}*") String projectName,
            @NotNull @Pattern(regexp = STAGES) String environmentStage,
            @NotBlank @Size(max = 100) @Pattern(regexp = "\\P{Cntrl}*") String region,
            @Nullable @Pattern(regexp = VERSION) String terraformVersion,
            @NotNull @Schema(implementation = ModuleBody.class) JsonNode module,
            @Nullable List<Variable> variables) {}

    /** What is absent stays as it is; module and variables are replaced as wholes. */
    @Schema(name = "VineChange")
    record Change(
            @Nullable @Size(min = 1, max = 100) @Pattern(regexp = "\\P{Cntrl}*") String projectName,
            @Nullable @Pattern(regexp = STAGES) String environmentStage,
            @Nullable @Size(min = 1, max = 100) @Pattern(regexp = "\\P{Cntrl}*") String region,
            @Nullable @Pattern(regexp = VERSION) String terraformVersion,
            @Nullable @Schema(implementation = ModuleBody.class) JsonNode module,
            @Nullable List<Variable> variables) {}

    /** How a module is sent: one of these. */
    @Schema(name = "ModuleSource")
    record ModuleBody(
            @Nullable Map<String, String> files,
            @Nullable Git git,
            @Nullable Registry registry,
            @Nullable Bundle bundle) {}

    /** A module in a git repository. */
    @Schema(name = "GitModule")
    record Git(@NotNull String url, @NotNull String ref, @Nullable String subfolder) {}

    /** A module of a registry. */
    @Schema(name = "RegistryModule")
    record Registry(@NotNull String address, @NotNull String version, @Nullable String subfolder) {}

    /** A module that was uploaded. */
    @Schema(name = "BundledModule")
    record Bundle(@NotNull String sha256, @Nullable String subfolder) {}

    /** A vine's module, by its kind, and its variables, as they are now. */
    @Schema(name = "VineModule")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Module(
            @Nullable Map<String, String> files,
            @Nullable Git git,
            @Nullable Registry registry,
            @Nullable Bundle bundle,
            List<Variable> variables) {
        Module {
            variables = List.copyOf(variables);
        }

        static Module of(ModuleSource source, List<Variable> variables) {
            return switch (source) {
                case ModuleFiles(var files) -> new Module(files, null, null, null, variables);
                case GitModule(String url, String ref, String subfolder) ->
                        new Module(null, new Git(url, ref, subfolder), null, null, variables);
                case RegistryModule(String address, String version, String subfolder) ->
                        new Module(
                                null,
                                null,
                                new Registry(address, version, subfolder),
                                null,
                                variables);
                case ModuleBundle(String sha256, String subfolder) ->
                        new Module(null, null, null, new Bundle(sha256, subfolder), variables);
            };
        }
    }
}
