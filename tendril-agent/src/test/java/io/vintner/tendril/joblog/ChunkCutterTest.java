package io.vintner.tendril.joblog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.tendril.joblog.ChunkCutter.Piece;
import io.vintner.tendril.joblog.ChunkCutter.Tail;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkCutterTest {

    private static final String ESC = "\u001B";

    private final ChunkCutter cutter = new ChunkCutter(SecretMask.of(List.of("hunter2!")), 16);

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                // a piece holds 16 bytes
                "one\\ntwo\\nthree\\nfour\\nfive\\n | one\\ntwo\\nthree\\n / four\\nfive\\n",
                "0123456789abcdefghij           | 0123456789abcdef / ghij",
                "0123456789abcdéf              | 0123456789abcdé / f",
                "0123456789abcde€f             | 0123456789abcde / €f",
                "0123456789abcd\\e[31mred        | 0123456789abcd / \\e[31mred",
                "0123456\\e]8;;u\\aabcdef         | 0123456\\e]8;;u\\aab / cdef",
                "0123456789ab hunter2! x        | 0123456789ab *** / \\sx",
                "a\\0b                           | a\uFFFDb",
                "lone \\e                        | lone \\e",
            })
    void cutsWhereNothingIsTornApart(String output, String pieces) {
        // Given
        byte[] bytes = unescaped(output.strip()).getBytes(UTF_8);

        // When
        List<String> cut = cutAll(bytes, Tail.END);

        // Then
        assertThat(cut)
                .containsExactly(
                        Arrays.stream(pieces.strip().split(" / ", -1))
                                .map(ChunkCutterTest::unescaped)
                                .toArray(String[]::new));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "whole\\nhalf a line        | whole\\n",
                "no line end              | no line end",
                "a hunter                 | a\\s",
                "a \\e[3                   | a\\s",
                "a hunter2 and            | a hunter2 and",
            })
    void keepsBackWhatMoreBytesMayChange(String output, String given) {
        // Given
        byte[] bytes = unescaped(output.strip()).getBytes(UTF_8);

        // When
        Piece piece = cutter.cut(bytes, 0, bytes.length, Tail.GIVE);

        // Then
        assertThat(new String(piece.text(), UTF_8)).isEqualTo(unescaped(given));
    }

    @Test
    void keepsBackHalfACodePoint() {
        // Given
        byte[] bytes = Arrays.copyOf("ab€".getBytes(UTF_8), 4);

        // When
        Piece piece = cutter.cut(bytes, 0, bytes.length, Tail.GIVE);

        // Then
        assertThat(piece.sourceLength()).isEqualTo(2);
    }

    @Test
    void takesAnEndlessEscapeSequenceForText() {
        // Given
        byte[] bytes = (ESC + "]" + "x".repeat(ChunkCutter.ESCAPE_BYTES_MAX)).getBytes(UTF_8);

        // When
        Piece piece = cutter.cut(bytes, 0, bytes.length, Tail.GIVE);

        // Then
        assertThat(piece.sourceLength()).isEqualTo(16);
    }

    @Property
    void anyBytesBecomeWhatJavaDecodesThemTo(
            @ForAll @Size(max = 200) byte[] bytes, @ForAll @IntRange(min = 3, max = 40) int max) {
        // Given
        ChunkCutter plain = new ChunkCutter(SecretMask.NONE, Math.max(max, 3));
        String expected = new String(bytes, UTF_8).replace('\0', '\uFFFD');

        // When
        StringBuilder cut = new StringBuilder();
        int at = 0;
        while (at < bytes.length) {
            Piece piece = plain.cut(bytes, at, bytes.length, Tail.END);
            if (piece.sourceLength() == 0) {
                // an escape sequence that is longer than this tiny piece
                return;
            }
            cut.append(new String(piece.text(), UTF_8));
            at += piece.sourceLength();
        }

        // Then
        assertThat(cut.toString()).isEqualTo(expected);
    }

    private List<String> cutAll(byte[] bytes, Tail tail) {
        List<String> pieces = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            Piece piece = cutter.cut(bytes, at, bytes.length, tail);
            assertThat(piece.sourceLength()).isPositive();
            pieces.add(new String(piece.text(), UTF_8));
            at += piece.sourceLength();
        }
        return pieces;
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n")
                .replace("\\e", ESC)
                .replace("\\a", "\u0007")
                .replace("\\s", " ")
                .replace("\\0", "\0");
    }
}
