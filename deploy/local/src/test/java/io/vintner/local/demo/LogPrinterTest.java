package io.vintner.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogPrinterTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final LogPrinter printer =
            new LogPrinter(new PrintStream(bytes, true, StandardCharsets.UTF_8));

    @Test
    void aRowThatComesTwiceIsPrintedOnce() {
        // Given
        JsonNode first = row(1, "STDOUT", "one\ntwo\n");

        // When
        printer.print(List.of(first));
        printer.print(List.of(first, row(2, "STDERR", "three\n")));

        // Then
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("STDOUT │ one", "STDOUT │ two", "STDERR │ three");
    }

    @Test
    void knowsWhetherAllWasPrinted() {
        // Given
        printer.print(List.of(row(1, "STDOUT", "one\n")));

        // Then
        assertThat(printer.printedAll(List.of(row(1, "STDOUT", "one\n")))).isTrue();
        assertThat(printer.printedAll(List.of(row(2, "STDOUT", "two\n")))).isFalse();
    }

    private static JsonNode row(int seq, String stream, String chunk) {
        return new ObjectMapper()
                .valueToTree(
                        Map.of(
                                "attempt",
                                1,
                                "seq",
                                seq,
                                "stream_type",
                                stream,
                                "log_chunk",
                                chunk));
    }
}
