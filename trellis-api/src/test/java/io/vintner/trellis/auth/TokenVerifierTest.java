package io.vintner.trellis.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import io.vintner.trellis.database.Secret;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import io.vintner.trellis.testing.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.junit.jupiter.api.Test;

class TokenVerifierTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final String USER = "00000000-0000-4000-8000-00000000000a";

    private final TokenVerifier verifier =
            new TokenVerifier(config(Tokens.SECRET), InstantSource.fixed(NOW));

    @Test
    void aGoodTokenGivesTheUserAndItsClaims() {
        // When
        Caller.User user = verifier.verify(token(claims().build()));

        // Then
        assertThat(user.id().value()).hasToString(USER);
        assertThat(user.claims()).contains("\"sub\":\"" + USER + "\"").contains("authenticated");
    }

    @Test
    void aTokenIsGoodUntilTheVeryMomentItExpires() {
        assertThat(verifier.verify(token(expiring(NOW.plusSeconds(1)))).id()).isNotNull();
        refused(token(expiring(NOW)), ProblemType.TOKEN_EXPIRED);
    }

    @Test
    void whatATokenLacksOrClaimsTooEarlyIsRefused() {
        refused(token(claims().expirationTime(null).build()), ProblemType.TOKEN_INVALID);
        refused(token(claims().subject(null).build()), ProblemType.TOKEN_INVALID);
        refused(token(claims().subject("ada").build()), ProblemType.TOKEN_INVALID);
        refused(
                token(claims().notBeforeTime(Date.from(NOW.plusSeconds(5))).build()),
                ProblemType.TOKEN_INVALID);
        refused(token(claims().claim("role", null).build()), ProblemType.ROLE_NOT_PERMITTED);
        refused(token(claims().claim("role", 7).build()), ProblemType.ROLE_NOT_PERMITTED);
    }

    @Test
    void aShortSecretIsRefusedAtStart() {
        assertThatThrownBy(() -> new TokenVerifier(config("short"), InstantSource.fixed(NOW)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 bytes");
    }

    private void refused(String token, ProblemType type) {
        assertThatThrownBy(() -> verifier.verify(token))
                .extracting(refusal -> ((ProblemException) refusal).type())
                .isEqualTo(type);
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .subject(USER)
                .claim("role", "authenticated")
                .expirationTime(Date.from(NOW.plusSeconds(60)));
    }

    private static JWTClaimsSet expiring(Instant at) {
        return claims().expirationTime(Date.from(at)).build();
    }

    private static String token(JWTClaimsSet claims) {
        return Tokens.signed(Tokens.SECRET, claims);
    }

    private static TokenConfig config(String secret) {
        return new TokenConfig() {
            @Override
            public Secret jwtSecret() {
                return new Secret(secret);
            }

            @Override
            public Duration localLife() {
                return Duration.ofHours(1);
            }
        };
    }
}
