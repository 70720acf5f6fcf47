package io.vintner.trellis.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.trellis.pages.Cursor.Kind;
import io.vintner.trellis.problem.ProblemException;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    private static final UUID ID = UUID.fromString("00000000-0000-4000-8000-000000000001");

    @Test
    void aCursorIsReadAsItWasWritten() {
        // Given
        OffsetDateTime time = OffsetDateTime.parse("2026-11-22T16:04:05.123456Z");
        Cursor cursor = Cursor.of("Grüner \"Veltliner\", alt", time, ID);

        // When
        Cursor read = Cursor.read(cursor.text(), Kind.TEXT, Kind.TIME, Kind.ID);

        // Then
        assertThat(read).isEqualTo(cursor);
        assertThat(read.text(0)).isEqualTo("Grüner \"Veltliner\", alt");
        assertThat(read.time(1)).isEqualTo(time);
        assertThat(read.id(2)).isEqualTo(ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[]",
                "[\"a\"]",
                "[\"a\", null]",
                "[\"a\", \"b\"]",
                "[null, \"00000000-0000-4000-8000-000000000001\"]",
                "[\"a\\u0000\", \"00000000-0000-4000-8000-000000000001\"]",
                "[\"a\", \"00000000-0000-4000-8000-000000000001\", \"c\"]",
            })
    void whatTheListHasNotAnsweredIsRefused(String json) {
        // Given
        String text = Base64.getUrlEncoder().encodeToString(json.getBytes(UTF_8));

        // Then
        for (String sent : List.of(text, json, "#")) {
            assertThatThrownBy(() -> Cursor.read(sent, Kind.TEXT, Kind.ID))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("cursor");
        }
    }
}
