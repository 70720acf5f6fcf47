package io.vintner.gateway.resume;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangePosition;
import io.vintner.change.Generation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTextTest {

    private static ChangePosition at(long lsn, long ordinal) {
        return new ChangePosition(new Generation(17, 1, -5), lsn, ordinal);
    }

    @Test
    void textsSortAsTheirPositions() {
        // Given
        List<ChangePosition> ascending =
                List.of(
                        at(0, 0),
                        at(9, 9),
                        at(9, 10),
                        at(0xA, 0),
                        at(0x10, 3),
                        at(Long.MAX_VALUE, Long.MAX_VALUE),
                        at(-1, 1));

        // When
        List<String> texts = ascending.stream().map(PositionText::write).toList();

        // Then
        assertThat(texts).isSorted();
        assertThat(texts.stream().map(PositionText::read)).isEqualTo(ascending);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "@", "17.1.5@", "17.1.5@12", "17.1.5@x:1", "17.1@12:1", "17.1.5@1:-1"})
    void whatIsNoPositionIsNone(String text) {
        // Then
        assertThat(PositionText.read(text)).isNull();
    }
}
