package io.vintner.trellis.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vintner.trellis.database.Secret;
import java.time.Duration;

/** How users' tokens are checked. */
@ConfigMapping(prefix = "vintner.trellis.token")
public interface TokenConfig {

    /** The secret published with Supabase's local stack; refused outside the local profile. */
    String PUBLISHED_SECRET = "super-secret-jwt-token-with-at-least-32-characters-long";

    /** The HS256 secret that the gateway knows too; at least 32 bytes. */
    Secret jwtSecret();

    /** How long a token of the local sign-in is valid. */
    @WithDefault("12h")
    Duration localLife();
}
