package io.vintner.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLineTest {

    private static final Generation GENERATION = new Generation(1, 1, 1);

    private final JsonLine line = new JsonLine();

    @Test
    void commasStandBetweenValuesAndNowhereElse() throws IOException {
        // When
        line.beginObject().field(JsonLine.name("a")).value(1);
        line.field(JsonLine.name("b")).beginArray().value("x").value("").nullValue().value(false);
        line.beginObject().endObject().beginArray().endArray().value(-1).endArray();
        line.field(JsonLine.name("c")).value(true).endObject();

        // Then
        assertThat(written())
                .isEqualTo("{\"a\":1,\"b\":[\"x\",\"\",null,false,{},[],-1],\"c\":true}\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 1_000_000, Long.MAX_VALUE, Long.MIN_VALUE})
    void numbersAreWrittenInFull(long number) throws IOException {
        // When
        line.value(number);

        // Then
        assertThat(written()).isEqualTo(number + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "0,                    0",
        "9,                    1",
        "255,                  10",
        "4294967295,           123456789012",
        "4294967296,           2",
        "-1,                   9223372036854775807",
    })
    void positionsAreWrittenAsTheyPrintThemselves(long lsn, long ordinal) throws IOException {
        // Given
        ChangePosition position = new ChangePosition(GENERATION, lsn, ordinal);

        // When
        line.value(position);

        // Then
        assertThat(written()).isEqualTo("\"" + position.shortText() + "\"\n");
    }

    @Test
    void everyTextIsReadBackAsItWas() throws IOException {
        // Given
        Random random = new Random(25);
        for (int round = 0; round < 2_000; round++) {
            String text = text(random, round % 97);

            // When
            line.value(text);

            // Then
            String json = written();
            assertThat(read(json)).isEqualTo(text);
            assertThat(json.indexOf('\n')).isEqualTo(json.length() - 1);
        }
    }

    @Test
    void aLargeTextIsWrittenWholeAndTheNextLineIsItsOwn() throws IOException {
        // Given
        String large = "grape\n".repeat(200_000);

        // When
        line.value(large);
        String first = written();
        line.value("small");

        // Then
        assertThat(read(first)).isEqualTo(large);
        assertThat(written()).isEqualTo("\"small\"\n");
    }

    private String written() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        line.writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String read(String json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            return parser.getText();
        }
    }

    /** Control characters, what JSON escapes, and letters of one to four bytes. */
    private static String text(Random random, int length) {
        int[] points =
                IntStream.range(0, length)
                        .map(_ ->
                                switch (random.nextInt(4)) {
                                    case 0 -> random.nextInt(0x20);
                                    case 1 -> "\"\\/:,{}[]".charAt(random.nextInt(9));
                                    case 2 -> 0xE000 + random.nextInt(0x10000);
                                    default -> random.nextInt(0x800);
                                })
                        .toArray();
        return new String(points, 0, length);
    }
}
