package io.vintner.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangePositionTest {

    @ParameterizedTest
    @CsvSource({
        "0/1:1,  0/1:0,                 true",
        "0/1:0,  0/1:0,                 false",
        "0/2:0,  0/1:9,                 true",
        "1/0:0,  0/FFFFFFFF:9,          true",
        "80000000/0:0, 7FFFFFFF/FFFFFFFF:1, true",
        "0/1:9,  0/2:0,                 false",
    })
    void positionsAreOrderedByUnsignedLsnThenOrdinal(String one, String other, boolean after) {
        assertThat(position(one).isAfter(position(other))).isEqualTo(after);
    }

    @Test
    void positionsOfTwoGenerationsHaveNoOrder() {
        ChangePosition one = ChangePosition.parse("1.1.5@0/1:1");
        ChangePosition other = ChangePosition.parse("2.1.5@0/1:1");
        assertThatThrownBy(() -> one.isAfter(other)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"17.1.7412345678901234567@0/16B3748:3", "1.1.18446744073709551615@A/0:0"})
    void theTextOfAPositionReadsBack(String text) {
        assertThat(ChangePosition.parse(text).toString()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "1.1@0/1:0",
                "1.1.1@0/1",
                "1.1.1@1:0",
                "1.1.1@0/G:0",
                "1.1.1@0/1:-1"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> ChangePosition.parse(text))
                .isInstanceOf(MalformedFeedException.class);
    }

    private static ChangePosition position(String text) {
        return ChangePosition.parse("17.1.5@" + text);
    }
}
