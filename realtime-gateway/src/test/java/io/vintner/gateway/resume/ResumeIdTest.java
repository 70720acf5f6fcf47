package io.vintner.gateway.resume;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeIdTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0123456789abcde",
                "0123456789abcdef ",
                "0123456789abcdef\n",
                "0123456789abcdé0123456789",
                "0123456789abcdef;drop"
            })
    void whatOthersCouldGuessOrATableCouldNotTakeIsNoId(String text) {
        // Then
        assertThat(ResumeId.parse(text)).isNull();
        assertThat(ResumeId.parse("x".repeat(129))).isNull();
    }

    @Test
    void aRandomUuidIsOneAndIsNotPrinted() {
        // When
        ResumeId id = ResumeId.parse("2f1c1e0e-6f0d-4b9e-9d0a-0e6d8a3d6b11");

        // Then
        assertThat(id).isNotNull();
        assertThat(id.toString()).doesNotContain("2f1c");
    }
}
