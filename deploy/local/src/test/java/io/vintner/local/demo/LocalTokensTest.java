package io.vintner.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.junit.jupiter.api.Test;

class LocalTokensTest {

    private static final String SECRET = "super-secret-jwt-token-with-at-least-32-characters-long";
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final LocalTokens tokens = new LocalTokens(SECRET, InstantSource.fixed(NOW));

    @Test
    void theAnonKeyIsTheOneThatUsersOfSupabasesLocalStackKnow() {
        assertThat(tokens.anonKey())
                .isEqualTo(
                        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
                            + "eyJpc3MiOiJzdXBhYmFzZS1kZW1vIiwicm9sZSI6ImFub24iLCJleHAiOjE5ODM4MTI5OTZ9."
                            + "CRXP1A7WOeoJeXxjNni43kdQwgnWNReilDMblYTn_I0");
    }

    @Test
    void aUsersTokenNamesTheUserAndItsEnd() throws Exception {
        // When
        SignedJWT token = SignedJWT.parse(tokens.userToken(DemoUser.ADA, Duration.ofHours(1)));

        // Then
        assertThat(token.verify(new MACVerifier(SECRET))).isTrue();
        assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo(DemoUser.ADA.id().toString());
        assertThat(token.getJWTClaimsSet().getStringClaim("role")).isEqualTo("authenticated");
        assertThat(token.getJWTClaimsSet().getExpirationTime())
                .isEqualTo(Date.from(NOW.plus(Duration.ofHours(1))));
    }

    @Test
    void aNegativeLifeGivesATokenThatHasExpired() throws Exception {
        // When
        SignedJWT token = SignedJWT.parse(tokens.userToken(DemoUser.BEN, Duration.ofMinutes(-5)));

        // Then
        assertThat(token.getJWTClaimsSet().getExpirationTime()).isBefore(Date.from(NOW));
    }
}
