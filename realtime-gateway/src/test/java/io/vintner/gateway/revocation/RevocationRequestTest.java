package io.vintner.gateway.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.gateway.revocation.RevocationRequest.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationRequestTest {

    private static Reading read(String body) {
        return RevocationRequest.read(
                body.getBytes(StandardCharsets.UTF_8),
                Instant.ofEpochSecond(1000),
                Duration.ofSeconds(500));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"jti\":\"a\"}                            | 1500",
                "{\"jti\":\"a\",\"exp\":2000}               | 2000",
                "{\"jti\":\"a\",\"exp\":2000.0}             | 2000",
            })
    void aTokenIsRevokedUntilItExpires(String body, long expiresAt) {
        assertThat(read(body))
                .isEqualTo(
                        new Reading.Read(
                                new Revocation.OfToken("a", Instant.ofEpochSecond(expiresAt))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"sub\":\"u\"}                                    | 1000000 | 1500",
                "{\"sub\":\"u\",\"issued_before\":900.25}           | 900250  | 1500",
                "{\"sub\":\"u\",\"issued_before\":1030,\"exp\":2000} | 1030000 | 2000",
            })
    void tokensOfAUserAreRevokedThatWereIssuedBefore(String body, long millis, long expiresAt) {
        assertThat(read(body))
                .isEqualTo(
                        new Reading.Read(
                                new Revocation.OfSubject(
                                        "u",
                                        Instant.ofEpochMilli(millis),
                                        Instant.ofEpochSecond(expiresAt))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "7",
                "null",
                "{} {}",
                "{\"jti\":\"a\",\"jti\":\"b\"}",
                "\u0000",
            })
    void whatIsNoObjectIsMalformed(String body) {
        assertThat(read(body)).isEqualTo(new Reading.Malformed());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                        | jti",
                "{\"exp\":2000}                            | jti",
                "{\"jti\":\"a\",\"sub\":\"u\"}             | sub",
                "{\"jti\":7}                               | jti",
                "{\"jti\":\"\"}                            | jti",
                "{\"jti\":null}                            | jti",
                "{\"sub\":{}}                              | sub",
                "{\"sub\":\"a\\u0000b\"}                   | sub",
                "{\"jti\":\"a\",\"exp\":\"2000\"}          | exp",
                "{\"jti\":\"a\",\"exp\":null}              | exp",
                "{\"jti\":\"a\",\"exp\":-1}                | exp",
                "{\"jti\":\"a\",\"exp\":1000}              | exp",
                "{\"jti\":\"a\",\"exp\":1e300}             | exp",
                "{\"jti\":\"a\",\"issued_before\":900}     | issued_before",
                "{\"sub\":\"u\",\"issued_before\":2000}    | issued_before",
                "{\"sub\":\"u\",\"issued_before\":true}    | issued_before",
                "{\"jti\":\"a\",\"reason\":\"x\"}          | ''",
            })
    void aFieldThatIsWrongIsNamed(String body, String field) {
        assertThat(read(body))
                .isInstanceOfSatisfying(
                        Reading.Invalid.class,
                        invalid -> assertThat(invalid.field()).isEqualTo(field));
    }

    @org.junit.jupiter.api.Test
    void aNameThatIsTooLongIsRefused() {
        assertThat(read("{\"jti\":\"" + "x".repeat(501) + "\"}"))
                .isInstanceOf(Reading.Invalid.class);
    }
}
