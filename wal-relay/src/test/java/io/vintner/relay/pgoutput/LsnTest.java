package io.vintner.relay.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {

    @ParameterizedTest
    @ValueSource(strings = {"0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF", "80000000/1"})
    void theTextReadsBack(String text) {
        assertThat(Lsn.parse(text).toString()).isEqualTo(text);
    }

    @Test
    void lsnsAreUnsigned() {
        assertThat(Lsn.parse("80000000/0")).isGreaterThan(Lsn.parse("7FFFFFFF/0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1/", "/1", "G/1", "1/100000000"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Lsn.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
