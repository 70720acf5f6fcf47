package io.vintner.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineBufferTest {

    private final List<String> lines = new ArrayList<>();
    private final LineBuffer buffer = new LineBuffer(100_000);
    private final LineBuffer.Lines reading =
            new LineBuffer.Lines() {
                @Override
                public void line(byte[] bytes, int offset, int length) {
                    lines.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
                }

                @Override
                public void tooLong() {
                    lines.add("too long");
                }
            };

    private void append(String text) {
        buffer.append(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), reading);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 100})
    void linesAreTheSameHoweverTheyArrive(int chunk) {
        // Given
        String text = "one\n\ntwo words\nGrüner\nrest";

        // When
        for (int start = 0; start < text.length(); start += chunk) {
            append(text.substring(start, Math.min(text.length(), start + chunk)));
        }

        // Then
        assertThat(lines).containsExactly("one", "", "two words", "Grüner");
    }

    @Test
    void aLongLineIsReadWhole() {
        // Given
        String line = "x".repeat(90_000);

        // When
        append(line.substring(0, 70_000));
        append(line.substring(70_000) + "\nnext\n");

        // Then
        assertThat(lines).containsExactly(line, "next");
    }

    @Test
    void aLineThatIsTooLongIsReportedEvenIfItComesAtOnce() {
        // When
        append("x".repeat(100_001) + "\nnext\n");

        // Then
        assertThat(lines).containsExactly("too long", "next");
    }

    @Test
    void aLineThatIsTooLongIsSkippedAndReported() {
        // When
        append("first\n" + "x".repeat(80_000));
        append("x".repeat(80_000));
        append("x\nnext\n");

        // Then
        assertThat(lines).containsExactly("first", "too long", "next");
    }
}
