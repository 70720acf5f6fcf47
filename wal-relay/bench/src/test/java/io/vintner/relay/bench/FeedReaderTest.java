package io.vintner.relay.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedReaderTest {

    private static final String PREAMBLE =
            """
            {"feed":1,"position":"17.1.7@0/10:0"}
            {"table":1,"oid":16402,"schema":"public","name":"job_lines","identity":"default","columns":[]}
            """;

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 4096})
    void readsEveryRowHoweverTheBytesAreCut(int chunkBytes) throws IOException {
        // Given
        InputStream feed =
                chunked(PREAMBLE + insert(8) + insert(9) + progress() + insert(10), chunkBytes);

        // When
        RowWatch rows = new FeedReader(feed).read(new RowWatch(8, 3, false));

        // Then
        assertThat(rows.isComplete()).isTrue();
    }

    @Test
    void goesOnWithTheNextLoadWhereItHasStopped() throws IOException {
        // Given
        FeedReader reader =
                new FeedReader(
                        chunked(PREAMBLE + insert(1) + progress() + insert(2) + insert(3), 512));
        reader.read(new RowWatch(1, 1, false));

        // When
        RowWatch second = reader.read(new RowWatch(2, 2, false));

        // Then
        assertThat(second.isComplete()).isTrue();
    }

    @Test
    void refusesAMissingRow() {
        // Given
        FeedReader reader = new FeedReader(chunked(PREAMBLE + insert(1) + insert(3), 512));

        // When, Then
        assertThatThrownBy(() -> reader.read(new RowWatch(1, 2, false)))
                .hasMessage("expected row 2, came 3");
    }

    @Test
    void refusesARepeatedRow() {
        // Given
        FeedReader reader = new FeedReader(chunked(PREAMBLE + insert(1) + insert(1), 512));

        // When, Then
        assertThatThrownBy(() -> reader.read(new RowWatch(1, 2, false)))
                .hasMessage("expected row 2, came 1");
    }

    @Test
    void refusesARepeatedRowOfSeveralSessions() {
        // Given
        FeedReader reader =
                new FeedReader(chunked(PREAMBLE + insert(2) + insert(1) + insert(2), 512));

        // When, Then
        assertThatThrownBy(() -> reader.read(new RowWatch(1, 3, true)))
                .hasMessage("row 2 is not expected or came twice");
    }

    @Test
    void refusesAGap() {
        // Given
        String gap = "{\"gap\":\"window-passed\",\"position\":\"18.1.7@0/20:0\"}\n";
        FeedReader reader = new FeedReader(chunked(PREAMBLE + gap, 512));

        // When, Then
        assertThatThrownBy(() -> reader.read(new RowWatch(1, 1, false)))
                .hasMessageStartingWith("unexpected line {\"gap\"");
    }

    @Test
    void refusesAFeedThatEnds() {
        // Given
        FeedReader reader = new FeedReader(chunked(PREAMBLE + insert(1), 512));

        // When, Then
        assertThatThrownBy(() -> reader.read(new RowWatch(1, 2, false)))
                .isInstanceOf(IOException.class)
                .hasMessage("the relay ended the feed");
    }

    private static String insert(long id) {
        return "{\"insert\":1,\"at\":\"0/10:1\",\"committed\":1763827200123456,\"new\":[\"%d\",\"a \\\"line\\\"\"]}\n"
                .formatted(id);
    }

    private static String progress() {
        return "{\"progress\":\"0/20:0\",\"committed\":1763827200123456}\n";
    }

    private static InputStream chunked(String body, int chunkBytes) {
        int chunks = (body.length() + chunkBytes - 1) / chunkBytes;
        String text =
                Stream.iterate(0, i -> i + 1)
                        .limit(chunks)
                        .map(i ->
                                body.substring(
                                        i * chunkBytes,
                                        Math.min(body.length(), (i + 1) * chunkBytes)))
                        .map(chunk -> Integer.toHexString(chunk.length()) + "\r\n" + chunk + "\r\n")
                        .collect(Collectors.joining("", "", "0\r\n\r\n"));
        return new ChunkedResponse(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
