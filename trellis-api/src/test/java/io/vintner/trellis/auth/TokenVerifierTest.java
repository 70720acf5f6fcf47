package io.vintner.trellis.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import io.vintner.trellis.testing.TestTokenConfig;
import io.vintner.trellis.testing.Tokens;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenVerifierTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final String USER = "00000000-0000-4000-8000-00000000000a";

    private final TokenVerifier verifier = verifier(TestTokenConfig.secret(Tokens.SECRET));

    @Test
    void aGoodTokenGivesTheUserAndItsClaims() {
        // When
        Caller.User user = (Caller.User) verifier.verify(token(claims().build()));

        // Then
        assertThat(user.id().value()).hasToString(USER);
        assertThat(user.claims()).contains("\"sub\":\"" + USER + "\"").contains("authenticated");
    }

    @Test
    void aTokenIsGoodUntilTheVeryMomentItExpires() {
        assertThat(verifier.verify(token(expiring(NOW.plusSeconds(1))))).isNotNull();
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
        assertThatThrownBy(() -> verifier(TestTokenConfig.secret("short")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 bytes");
    }

    @Test
    void aTokenOfServiceRoleIsAnAdministratorsWithOrWithoutASubject() {
        assertThat(verifier.verify(token(claims().claim("role", "service_role").build())))
                .isEqualTo(new Caller.Administrator());
        assertThat(
                        verifier.verify(
                                token(
                                        claims().claim("role", "service_role")
                                                .subject(null)
                                                .build())))
                .isEqualTo(new Caller.Administrator());
    }

    @Test
    void aPinnedClaimMustBeAsItIsPinned() {
        // Given
        TokenVerifier pinned =
                verifier(TestTokenConfig.secret(Tokens.SECRET).pinning("{\"aud\":\"vintner\"}"));

        // Then
        assertThat(pinned.verify(token(claims().audience(List.of("x", "vintner")).build())))
                .isInstanceOf(Caller.User.class);
        assertThatThrownBy(() -> pinned.verify(token(claims().audience("other").build())))
                .hasMessage("The claim `aud` of the JWT is not accepted");
        assertThatThrownBy(() -> verifier(TestTokenConfig.secret(Tokens.SECRET).pinning("[]")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static TokenVerifier verifier(TokenConfig config) {
        return new TokenVerifier(new SigningKeys(config), config, InstantSource.fixed(NOW));
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
}
