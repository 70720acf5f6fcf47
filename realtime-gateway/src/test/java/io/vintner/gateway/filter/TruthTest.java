package io.vintner.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruthTest {

    @ParameterizedTest
    @CsvSource({
        "TRUE,    TRUE,    TRUE,    TRUE",
        "TRUE,    FALSE,   FALSE,   TRUE",
        "FALSE,   FALSE,   FALSE,   FALSE",
        "TRUE,    NULL,    NULL,    TRUE",
        "FALSE,   NULL,    FALSE,   NULL",
        "NULL,    NULL,    NULL,    NULL",
        "TRUE,    MISSING, MISSING, TRUE",
        "FALSE,   MISSING, FALSE,   MISSING",
        "NULL,    MISSING, MISSING, MISSING",
        "TRUE,    ASKED,   ASKED,   TRUE",
        "FALSE,   ASKED,   FALSE,   ASKED",
        "MISSING, ASKED,   ASKED,   ASKED",
    })
    void whatDecidesDecidesHoweverLittleIsKnownOfTheRest(
            Truth one, Truth other, Truth both, Truth either) {
        // Given, When, Then
        assertThat(one.and(other)).isEqualTo(both);
        assertThat(other.and(one)).isEqualTo(both);
        assertThat(one.or(other)).isEqualTo(either);
        assertThat(other.or(one)).isEqualTo(either);
        assertThat(one.and(other).not()).isEqualTo(one.not().or(other.not()));
    }
}
