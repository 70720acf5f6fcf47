package io.vintner.trellis.testing;

import io.vintner.trellis.auth.TokenConfig;
import io.vintner.trellis.database.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How a test wants tokens to be checked. */
public record TestTokenConfig(
        Optional<Secret> jwtSecret,
        Optional<String> pinnedClaims,
        Optional<Path> file,
        Optional<URI> url,
        boolean insecure,
        Duration interval,
        Duration pauseMin)
        implements TokenConfig, TokenConfig.Jwks {

    public static TestTokenConfig secret(String secret) {
        return new TestTokenConfig(
                Optional.of(new Secret(secret)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Duration.ofMinutes(10),
                Duration.ZERO);
    }

    /** Only the keys of a file. */
    public static TestTokenConfig keySet(Path file) {
        return new TestTokenConfig(
                Optional.empty(),
                Optional.empty(),
                Optional.of(file),
                Optional.empty(),
                false,
                Duration.ofMinutes(10),
                Duration.ZERO);
    }

    /** These, and the keys at an address, read again no sooner than after that pause. */
    public TestTokenConfig published(URI address, Duration pause) {
        return new TestTokenConfig(
                jwtSecret, pinnedClaims, file, Optional.of(address), insecure, interval, pause);
    }

    public TestTokenConfig pinning(String claims) {
        return new TestTokenConfig(
                jwtSecret, Optional.of(claims), file, url, insecure, interval, pauseMin);
    }

    @Override
    public Jwks jwks() {
        return this;
    }

    @Override
    public Duration localLife() {
        return Duration.ofHours(1);
    }

    @Override
    public Duration readMax() {
        return Duration.ofSeconds(3);
    }

    @Override
    public int bytesMax() {
        return 100_000;
    }

    @Override
    public int keysMax() {
        return 10;
    }
}
