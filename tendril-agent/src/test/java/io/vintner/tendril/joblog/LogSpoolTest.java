package io.vintner.tendril.joblog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSpoolTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir Path folder;

    @Test
    void givesBackWhatWasWrittenInOrder() throws IOException {
        // Given
        try (LogSpool spool = LogSpool.open(folder, 1)) {
            spool.append(draft(LogStream.STDOUT, "one\n", 4, 0));
            spool.append(draft(LogStream.STDERR, "twö\n", 4, 5));

            // When
            List<LogChunk> batch = spool.batch(1, 10, 1000);

            // Then
            assertThat(batch)
                    .containsExactly(
                            new LogChunk(1, LogStream.STDOUT, "one\n", 0, NOON),
                            new LogChunk(2, LogStream.STDERR, "twö\n", 0, NOON));
        }
    }

    @Test
    void aGapKeepsItsSizeAndItsLine() throws IOException {
        // Given
        SpoolRecord.Draft gap =
                new SpoolRecord.Draft(
                        LogStream.SYSTEM,
                        NOON,
                        new SourcePositions(5_000_000_000L, 0),
                        5_000_000_000L,
                        "left out\n".getBytes(UTF_8));
        try (LogSpool spool = LogSpool.open(folder, 1)) {
            spool.append(gap);
            spool.append(draft(LogStream.STDOUT, "end\n", 4, 0));
        }

        // When
        try (LogSpool again = LogSpool.open(folder, 1)) {

            // Then
            assertThat(again.batch(1, 10, 1000))
                    .containsExactly(
                            new LogChunk(1, LogStream.SYSTEM, "left out\n", 5_000_000_000L, NOON),
                            new LogChunk(2, LogStream.STDOUT, "end\n", 0, NOON));
            assertThat(again.whole().bytes()).isEqualTo("left out\nend\n".length());
        }
    }

    @Test
    void boundsABatchByCountAndBytesButGivesAtLeastOne() throws IOException {
        // Given
        try (LogSpool spool = LogSpool.open(folder, 1)) {
            for (int i = 0; i < 5; i++) {
                spool.append(draft(LogStream.STDOUT, "0123456789", 10, 0));
            }

            // When
            List<List<LogChunk>> batches =
                    List.of(spool.batch(1, 2, 1000), spool.batch(3, 9, 25), spool.batch(3, 9, 1));

            // Then
            assertThat(batches).extracting(List::size).containsExactly(2, 2, 1);
            assertThat(batches.get(1).getFirst().seq()).isEqualTo(3);
        }
    }

    @Test
    void goesOnAfterARestartAndForgetsAHalfWrittenRecord() throws IOException {
        // Given
        try (LogSpool spool = LogSpool.open(folder, 7)) {
            spool.append(draft(LogStream.STDOUT, "kept", 4, 0));
            spool.append(draft(LogStream.STDERR, "torn", 4, 4));
        }
        Path segment = segments().getFirst();
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 1);
        }

        // When
        try (LogSpool reopened = LogSpool.open(folder, 1)) {

            // Then
            assertThat(reopened.nextSeq()).isEqualTo(8);
            assertThat(reopened.positions()).isEqualTo(new SourcePositions(4, 0));
            assertThat(reopened.batch(7, 10, 1000))
                    .extracting(LogChunk::text)
                    .containsExactly("kept");
        }
    }

    @Test
    void givesUpEverythingBehindADamagedRecordAndGoesOnWhereItIsTold() throws IOException {
        // Given: two files, of which the first is damaged in its third record
        String text = "x".repeat(LogSettings.CHUNK_BYTES_MAX);
        try (LogSpool spool = LogSpool.open(folder, 1)) {
            for (int i = 1; i <= 70; i++) {
                spool.append(draft(LogStream.STDOUT, text, (long) i * text.length(), 0));
            }
        }
        assertThat(segments()).hasSize(2);
        try (FileChannel channel =
                FileChannel.open(segments().getFirst(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {'y'}), 5L * text.length() / 2);
        }

        // When
        try (LogSpool reopened = LogSpool.open(folder, 1)) {

            // Then
            assertThat(reopened.nextSeq()).isEqualTo(3);
            assertThat(reopened.positions()).isEqualTo(new SourcePositions(2L * text.length(), 0));

            // When
            reopened.skipTo(50);
            reopened.append(draft(LogStream.SYSTEM, "behind", 0, 0));
        }

        // Then
        try (LogSpool again = LogSpool.open(folder, 1)) {
            assertThat(again.batch(50, 10, 1000))
                    .extracting(LogChunk::text)
                    .containsExactly("behind");
            assertThat(again.nextSeq()).isEqualTo(51);
        }
    }

    @Test
    void sumsUpAllThatWasEverWrittenAlsoByAnEarlierRun() throws Exception {
        // Given: more than one file holds
        String text = "x".repeat(LogSettings.CHUNK_BYTES_MAX - 1) + "\n";
        MessageDigest expected = MessageDigest.getInstance("SHA-256");
        try (LogSpool spool = LogSpool.open(folder, 1)) {
            assertThat(spool.whole().lastSeq()).isZero();
            for (int i = 0; i < 100; i++) {
                spool.append(draft(LogStream.STDOUT, text, 0, 0));
                expected.update(text.getBytes(UTF_8));
            }
        }
        assertThat(segments()).hasSizeGreaterThan(1);

        // When
        try (LogSpool reopened = LogSpool.open(folder, 1)) {
            reopened.append(draft(LogStream.SYSTEM, "été\n", 0, 0));
            expected.update("été\n".getBytes(UTF_8));

            // Then
            assertThat(reopened.whole())
                    .isEqualTo(
                            new WholeLog(
                                    101,
                                    100L * LogSettings.CHUNK_BYTES_MAX + 6,
                                    HexFormat.of().formatHex(expected.digest())));
        }
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static SpoolRecord.Draft draft(LogStream stream, String text, long out, long err) {
        return new SpoolRecord.Draft(
                stream, NOON, new SourcePositions(out, err), 0, text.getBytes(UTF_8));
    }
}
