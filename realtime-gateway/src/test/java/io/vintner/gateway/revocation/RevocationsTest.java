package io.vintner.gateway.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.gateway.token.Claims;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevocationsTest {

    private final Revocations revocations = new Revocations();

    private static Instant at(long second) {
        return Instant.ofEpochSecond(second);
    }

    private static Claims claims(
            @Nullable String subject, @Nullable String tokenId, @Nullable Instant issuedAt) {
        return new Claims(
                "anon", subject, "{}", at(5000), new Claims.Proof("key", tokenId, issuedAt));
    }

    @Test
    void oneTokenIsRevokedByItsId() {
        // When
        revocations.add(List.of(new Revocation.OfToken("token-1", at(2000))));

        // Then
        assertThat(revocations.cover(claims("user-1", "token-1", at(1)))).isTrue();
        assertThat(revocations.cover(claims("user-1", "token-2", at(1)))).isFalse();
        assertThat(revocations.cover(claims("token-1", null, at(1)))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "user-1, 999,  true",
        "user-1, 1000, true",
        "user-1, 1001, false",
        "user-1, ,     true",
        "user-2, 999,  false",
        ",       999,  false",
    })
    void tokensOfAUserAreRevokedIfTheyWereIssuedBefore(
            @Nullable String subject, @Nullable Long issuedAt, boolean revoked) {
        // When
        revocations.add(
                List.of(
                        new Revocation.OfSubject(
                                "user-1", Instant.ofEpochMilli(1_000_500), at(2000))));

        // Then
        assertThat(
                        revocations.cover(
                                claims(subject, "token", issuedAt == null ? null : at(issuedAt))))
                .isEqualTo(revoked);
    }

    @Test
    void aSecondRevocationOfTheSameTokensOnlyEverWidensTheFirst() {
        // Given
        revocations.add(List.of(new Revocation.OfSubject("user-1", at(1000), at(2000))));

        // When
        revocations.add(List.of(new Revocation.OfSubject("user-1", at(900), at(3000))));

        // Then
        revocations.forgetExpired(at(2500));
        assertThat(revocations.cover(claims("user-1", null, at(950)))).isTrue();
        assertThat(revocations.size()).isEqualTo(1);
    }

    @Test
    void whatHasExpiredIsForgotten() {
        // Given
        revocations.add(
                List.of(
                        new Revocation.OfToken("token-1", at(2000)),
                        new Revocation.OfToken("token-2", at(3000)),
                        new Revocation.OfSubject("user-1", at(1000), at(2000))));

        // When
        revocations.forgetExpired(at(2000));

        // Then
        assertThat(revocations.size()).isEqualTo(1);
        assertThat(revocations.cover(claims(null, "token-2", null))).isTrue();
    }

    @Test
    void whoeverListensIsToldAfterTheyAreInForce() {
        // Given
        AtomicInteger covered = new AtomicInteger();
        revocations.onChange(() -> {
            if (revocations.cover(claims(null, "token-1", null))) {
                covered.incrementAndGet();
            }
        });

        // When
        revocations.add(List.of());
        revocations.add(List.of(new Revocation.OfToken("token-1", at(2000))));

        // Then
        assertThat(covered.get()).isEqualTo(1);
    }
}
