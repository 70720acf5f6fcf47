package io.vintner.tendril.joblog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.tendril.joblog.LogSink.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobLoggerTest {

    private static final InstantSource NOON =
            InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir Path folder;

    private final MemorySink sink = new MemorySink();

    /** Takes everything, unless told otherwise. */
    private static final class MemorySink implements LogSink {
        private final List<LogChunk> chunks = new ArrayList<>();
        private final List<Long> offered = new ArrayList<>();
        private Function<List<LogChunk>, Answer> behaviour = this::take;

        @Override
        public synchronized Answer append(List<LogChunk> batch) {
            offered.add(batch.getFirst().seq());
            return behaviour.apply(batch);
        }

        synchronized Answer take(List<LogChunk> batch) {
            for (LogChunk chunk : batch) {
                if (chunk.seq() == chunks.size() + 1L) {
                    chunks.add(chunk);
                }
            }
            return new Answer.Accepted(chunks.size() + 1L, Duration.ofMillis(100));
        }

        synchronized String text(LogStream stream) {
            StringBuilder text = new StringBuilder();
            chunks.stream()
                    .filter(it -> it.stream() == stream)
                    .forEach(it -> text.append(it.text()));
            return text.toString();
        }

        synchronized List<LogChunk> chunks() {
            return List.copyOf(chunks);
        }
    }

    @Test
    void sendsAtOnceWhenMoreThanTenKilobytesArePending() throws Exception {
        // Given
        try (JobLogger logger = logger(settings(1 << 20, 0))) {
            logger.start(sink);

            // When
            print("stdout", "a line of output\n".repeat(700));

            // Then
            await().atMost(Duration.ofMillis(1500))
                    .until(() -> sink.text(LogStream.STDOUT).length() == 700 * 17);
        }
    }

    @Test
    void sendsALineThatWaitsAfterTheInterval() throws Exception {
        // Given
        try (JobLogger logger = logger(settings(1 << 20, 0))) {
            logger.start(sink);

            // When
            print("stderr", "one line\nand half of");

            // Then
            await().atMost(SOON).until(() -> sink.text(LogStream.STDERR).equals("one line\n"));
            await().atMost(SOON)
                    .until(() -> sink.text(LogStream.STDERR).equals("one line\nand half of"));
        }
    }

    @Test
    void takesALogThatWasClosedAsAWholeOneForShipped() throws Exception {
        // Given
        try (JobLogger logger = logger(settings(1 << 20, 0))) {
            sink.behaviour = _ -> new Answer.Complete();
            logger.start(sink);
            print("stdout", "a line\n");

            // When
            logger.finish();

            // Then
            assertThat(logger.awaitShipped(SOON)).isTrue();
            assertThat(logger.closedReason()).isEmpty();
            assertThat(logger.whole())
                    .hasValueSatisfying(it -> assertThat(it.bytes()).isEqualTo(7));
        }
    }

    @Test
    void putsItsOwnLinesBehindWhatWasPrintedBefore() throws Exception {
        // Given
        try (JobLogger logger = logger(settings(1 << 20, 0))) {
            logger.start(sink);
            print("stdout", "printed before\n");

            // When
            logger.system("terraform plan");
            print("stdout", "printed after\n");
            logger.finish();

            // Then
            assertThat(logger.awaitShipped(SOON)).isTrue();
            assertThat(sink.chunks())
                    .extracting(LogChunk::text)
                    .containsExactly("printed before\n", "terraform plan\n", "printed after\n");
        }
    }

    @Test
    void goesBackAndForthAsTheSinkDemands() throws Exception {
        // Given
        try (JobLogger logger = logger(settings(1 << 20, 0))) {
            logger.system("first");
            logger.system("second");
            sink.behaviour =
                    batch -> {
                        sink.behaviour = sink::take;
                        return new Answer.Gap(2);
                    };
            sink.chunks.add(new LogChunk(1, LogStream.SYSTEM, "first\n", 0, NOON.instant()));

            // When
            logger.start(sink);
            logger.finish();

            // Then
            assertThat(logger.awaitShipped(SOON)).isTrue();
            assertThat(sink.offered).containsExactly(1L, 2L);
            assertThat(sink.text(LogStream.SYSTEM)).isEqualTo("first\nsecond\n");
        }
    }

    @Test
    void stopsWhenTheSinkIsClosedAndSaysWhy() throws Exception {
        // Given
        try (JobLogger logger = logger(settings(1 << 20, 0))) {
            sink.behaviour = _ -> new Answer.Closed("lease-lost");

            // When
            logger.start(sink);
            logger.system("nobody listens");
            logger.finish();

            // Then
            assertThat(logger.awaitShipped(SOON)).isTrue();
            assertThat(logger.closedReason()).contains("lease-lost");
        }
    }

    @Test
    void leavesOutTheMiddleOfAFloodAndCountsIt() throws Exception {
        // Given
        String output = "0123456789abcde\n".repeat(10_000);
        print("stdout", output);

        // When
        try (JobLogger logger = logger(settings(50_000, 20_000))) {
            logger.start(sink);
            logger.finish();
            assertThat(logger.awaitShipped(SOON)).isTrue();
        }

        // Then
        String line = sink.text(LogStream.SYSTEM);
        assertThat(line)
                .contains("log limit of 70000 bytes reached")
                .contains("of STDOUT left out");
        int leftOut = Integer.parseInt(line.replaceAll("(?s).*: (\\d+) bytes of STDOUT.*", "$1"));
        assertThat(sink.chunks.stream().mapToLong(LogChunk::gapBytes).filter(gap -> gap != 0))
                .containsExactly((long) leftOut);
        String arrived = sink.text(LogStream.STDOUT);
        assertThat(arrived).hasSize(output.length() - leftOut);
        assertThat(arrived.lines().distinct()).containsExactly("0123456789abcde");
        assertThat(arrived.length()).isBetween(50_000, 130_000);
    }

    @Test
    void goesOnWhereAnEarlierRunStopped() throws Exception {
        // Given
        print("stdout", "before the restart\n");
        try (JobLogger first = logger(settings(1 << 20, 0))) {
            first.system("first run");
        }
        print("stdout", "after the restart\n");

        // When
        try (JobLogger second = logger(settings(1 << 20, 0))) {
            second.start(sink);
            second.finish();
            assertThat(second.awaitShipped(SOON)).isTrue();
        }

        // Then
        assertThat(sink.chunks())
                .extracting(LogChunk::text)
                .containsExactly("before the restart\n", "first run\n", "after the restart\n");
        assertThat(sink.chunks()).extracting(LogChunk::seq).containsExactly(1L, 2L, 3L);
    }

    private JobLogger logger(LogSettings settings) throws IOException {
        return JobLogger.open(
                folder.resolve("spool"),
                new JobOutput(folder.resolve("stdout"), folder.resolve("stderr")),
                SecretMask.NONE,
                settings,
                NOON);
    }

    private static LogSettings settings(long head, long tail) {
        return new LogSettings(
                1, JobLogger.FLUSH_INTERVAL, LogSettings.CHUNK_BYTES_MAX, head, tail);
    }

    private void print(String file, String text) throws IOException {
        Files.write(folder.resolve(file), text.getBytes(UTF_8), CREATE, APPEND);
    }
}
