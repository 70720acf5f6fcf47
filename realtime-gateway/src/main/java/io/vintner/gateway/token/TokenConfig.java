package io.vintner.gateway.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.Secret;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Which tokens are accepted. */
@ConfigMapping(prefix = "vintner.gateway.token")
public interface TokenConfig {

    /** The secret that signs HS256 tokens, at least 32 bytes; or {@link #jwtSecretFile()}. */
    Optional<Secret<String>> jwtSecret();

    /** A file with that secret. */
    Optional<Path> jwtSecretFile();

    /** The database roles that a token may claim. */
    @WithDefault("anon,authenticated,service_role")
    Set<String> roles();

    /** How many verified tokens are remembered, so that each is verified only once. */
    @WithDefault("10000")
    int rememberedMax();
}
