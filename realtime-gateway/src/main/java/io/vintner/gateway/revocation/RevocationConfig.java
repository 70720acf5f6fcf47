package io.vintner.gateway.revocation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.Secret;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Who may revoke tokens, and how fast that is known everywhere. */
@ConfigMapping(prefix = "vintner.gateway.revocation")
public interface RevocationConfig {

    /**
     * The bearer secret of those who may revoke, at least 32 characters; or {@link #secretFile()}.
     * Without one nobody may: the endpoint is not there.
     */
    Optional<Secret<String>> secret();

    /** A file with that secret. */
    Optional<Path> secretFile();

    /** From where the endpoint may be used, besides the secret. */
    @WithDefault("loopback")
    From from();

    /**
     * How often other gateways' revocations are looked for. A revocation is in force everywhere
     * after this at most, and the time that one statement takes.
     */
    @WithDefault("400ms")
    Duration pollInterval();

    /** How long PostgreSQL may take to answer. */
    @WithDefault("2s")
    Duration answerMax();

    /**
     * How long a revocation is kept that does not say when its tokens expire: at least the longest
     * life of a token.
     */
    @WithDefault("30d")
    Duration keep();

    /** How many revocations may be in force; more are refused with 503. */
    @WithDefault("100000")
    int max();

    /** From where. */
    enum From {
        /** This machine only. */
        LOOPBACK,
        /** Anywhere that can reach the gateway's port. */
        ANYWHERE
    }
}
