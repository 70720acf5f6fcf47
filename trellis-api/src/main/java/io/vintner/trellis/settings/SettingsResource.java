package io.vintner.trellis.settings;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Public: what the dashboard needs before anyone signed in. */
@Path("/api/settings")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "settings")
class SettingsResource {

    private final Settings settings;

    SettingsResource(SettingsConfig config, Profile profile, LocalTokens tokens) {
        String anonKey =
                config.anonKey().orElseGet(() -> profile.isLocal() ? tokens.anonKey() : "");
        this.settings = new Settings(config.realtimeUrl().toString(), anonKey, profile.isLocal());
    }

    @GET
    public Settings get() {
        return settings;
    }

    /**
     * The answer.
     *
     * @param anonKey empty when the operator gave none
     */
    public record Settings(String realtimeUrl, String anonKey, boolean localProfile) {}
}
