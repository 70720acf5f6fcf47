package io.vintner.trellis.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** What the dashboard is told. */
@ConfigMapping(prefix = "vintner.trellis.settings")
public interface SettingsConfig {

    /** The gateway's address as browsers reach it. */
    @WithDefault("http://127.0.0.1:4000")
    URI realtimeUrl();

    /** The public key of the stock client: a token with the role anon. Local: made when absent. */
    Optional<String> anonKey();
}
