package io.vintner.tendril.joblog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.tendril.joblog.ChunkCutter.Piece;
import io.vintner.tendril.joblog.ChunkCutter.Tail;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
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

    @Test
    void anyBytesBecomeWhatJavaDecodesThemTo() {
        Random chance = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            // Given
            ChunkCutter plain = new ChunkCutter(SecretMask.NONE, 3 + chance.nextInt(38));
            byte[] bytes = anyBytes(chance);
            String expected = new String(bytes, UTF_8).replace('\0', '\uFFFD');

            // When
            String cut = cutWhole(plain, bytes);

            // Then: an escape sequence that is longer than a tiny piece is not cut at all
            if (cut != null) {
                assertThat(cut).as("round %d", round).isEqualTo(expected);
            }
        }
    }

    /** Mostly bytes that mean something to each other: escapes, line ends, parts of code points. */
    private static byte[] anyBytes(Random chance) {
        byte[] telling = "\u001B[;m\r\n\0aé€\uD83D\uDE00".getBytes(UTF_8);
        byte[] bytes = new byte[chance.nextInt(201)];
        chance.nextBytes(bytes);
        for (int at = 0; at < bytes.length; at++) {
            if (chance.nextInt(3) > 0) {
                bytes[at] = telling[chance.nextInt(telling.length)];
            }
        }
        return bytes;
    }

    private static @Nullable String cutWhole(ChunkCutter cutter, byte[] bytes) {
        StringBuilder cut = new StringBuilder();
        int at = 0;
        while (at < bytes.length) {
            Piece piece = cutter.cut(bytes, at, bytes.length, Tail.END);
            if (piece.sourceLength() == 0) {
                return null;
            }
            cut.append(new String(piece.text(), UTF_8));
            at += piece.sourceLength();
        }
        return cut.toString();
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
