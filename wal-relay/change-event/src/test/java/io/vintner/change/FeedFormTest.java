package io.vintner.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedFormTest {

    private static final Path EXAMPLES = Path.of("../../docs/contracts/change-feed");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "opened",
                "opened-oldest",
                "table",
                "insert",
                "update",
                "delete",
                "truncate",
                "progress",
                "progress-before-any-commit",
                "gap"
            })
    void eachGoldenExampleIsReadAndWrittenUnchanged(String name) throws IOException {
        // Given
        byte[] line = example(name);
        FeedDecoder decoder = decoderAfterTheTable();

        // When
        FeedMessage message = decoder.decode(line);

        // Then
        assertThat(written(message)).isEqualTo(new String(line, StandardCharsets.UTF_8));
    }

    @Test
    void textNullAndLeftOutAreThreeThings() throws IOException {
        // Given
        FeedDecoder decoder = decoderAfterTheTable();

        // When
        FeedMessage message = decoder.decode(example("update"));

        // Then
        assertThat(message)
                .isInstanceOfSatisfying(
                        FeedMessage.Changed.class,
                        changed ->
                                assertThat(
                                                ((ChangeEvent.RowUpdated) changed.event())
                                                        .row()
                                                        .values())
                                        .endsWith(
                                                ColumnValue.ABSENT,
                                                new ColumnValue.Present("12.50")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                          | expected START_OBJECT",
                "{}                                          | expected a message",
                "{\"feed\":2}                                | expected version 1 of the feed",
                "{\"feed\":1,\"position\":\"1.1.1@0/1:0\",\"past\":1}  | expected 'present'",
                "{\"feed\":1,\"position\":\"1.1.1@0/1:0\",\"present\":\"1\"} | expected"
                        + " lsn:ordinal",
                "{\"vanish\":1}                              | unknown message 'vanish'",
                "{\"insert\":8,\"at\":\"0/1:1\"}             | table 8 was not described",
                "{\"truncate\":7,\"at\":\"1\"}               | expected lsn:ordinal",
                "{\"truncate\":7,\"at\":\"0/1:-1\"}          | expected lsn:ordinal",
                "{\"gap\":\"tired\"}                         | unknown name 'tired'",
                "{\"insert\":7,\"at\":\"0/1:1\",\"committed\":1,\"new\":[null]} | expected 4"
                        + " values",
                "{\"insert\":7,\"at\":\"0/1:1\",\"committed\":1,\"new\":[1]}    | expected a value",
                "{\"progress\":\"0/1:0\"}{}                  | more than one message",
                "{\"progress\":                              | expected one JSON object",
            })
    void refusesALineThatIsNoMessage(String line, String complaint) throws IOException {
        FeedDecoder decoder = decoderAfterTheTable();
        assertThatThrownBy(() -> decoder.decode(line.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedFeedException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void aChangeBeforeTheOpeningIsRefused() {
        assertThatThrownBy(() -> new FeedDecoder().decode(example("progress")))
                .isInstanceOf(MalformedFeedException.class)
                .hasMessageContaining("opening message first");
    }

    private static FeedDecoder decoderAfterTheTable() throws IOException {
        FeedDecoder decoder = new FeedDecoder();
        decoder.decode(example("opened"));
        decoder.decode(example("table"));
        return decoder;
    }

    private static byte[] example(String name) throws IOException {
        return Files.readAllBytes(EXAMPLES.resolve(name + ".json"));
    }

    private static String written(FeedMessage message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new FeedEncoder().write(message, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
