package io.vintner.tendril.joblog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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
import java.util.concurrent.CountDownLatch;
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
            offered.add(batch.isEmpty() ? 0 : batch.getFirst().seq());
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
        try (JobLogger second = resumed()) {
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

    @Test
    void givesWhatADamagedSpoolHadNotSentItsOldNumbers() throws Exception {
        // Given: the second of three chunks is damaged, the sink has the first
        spoolOf("one\n", "two\n", "three\n");
        sink.take(List.of(chunk(1, "one\n")));
        damage("two");

        // When
        shipEverything();

        // Then
        assertThat(sink.offered.getFirst()).as("asked before anything was numbered").isZero();
        assertThat(sink.text(LogStream.STDOUT)).isEqualTo("one\ntwo\nthree\n");
        assertThat(sink.text(LogStream.SYSTEM)).isEmpty();
    }

    @Test
    void repeatsUnderALineThatSaysSoWhatADamagedSpoolHadSent() throws Exception {
        // Given: the second of three chunks is damaged, the sink has all of them
        spoolOf("one\n", "two\n", "three\n");
        sink.take(List.of(chunk(1, "one\n"), chunk(2, "two\n"), chunk(3, "three\n")));
        damage("two");
        print("stdout", "four\n");

        // When
        shipEverything();

        // Then
        assertThat(sink.chunks())
                .extracting(LogChunk::text)
                .startsWith("one\n", "two\n", "three\n")
                .endsWith(
                        "the Tendril's copy of this log was damaged:"
                                + " lines below may repeat lines above\n",
                        "two\nthree\nfour\n");

        // When it is opened once more
        print("stdout", "five\n");
        shipEverything();

        // Then
        assertThat(sink.text(LogStream.STDOUT))
                .isEqualTo("one\ntwo\nthree\ntwo\nthree\nfour\nfive\n");
    }

    @Test
    void cutsNothingBeforeItKnowsWhereADamagedSpoolStood() throws Exception {
        // Given: a sink that does not answer
        spoolOf("one\n", "two\n");
        damage("two");
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        sink.behaviour =
                batch -> {
                    asked.countDown();
                    try {
                        answered.await();
                    } catch (InterruptedException stopped) {
                        throw new IllegalStateException(stopped);
                    }
                    return new LogSink.Answer.Closed("lease-lost");
                };

        // When
        try (JobLogger logger = resumed()) {
            long before = spooledBytes();
            logger.start(sink);
            asked.await();
            logger.system("while it waits");

            // Then
            assertThat(spooledBytes()).isEqualTo(before);
            answered.countDown();
            logger.finish();
            assertThat(logger.closedReason()).contains("lease-lost");
            assertThat(logger.whole()).isEmpty();
        }
    }

    /** Leaves a spool with one chunk for each text, as if nothing had been sent. */
    private void spoolOf(String... texts) throws IOException {
        long printed = 0;
        try (LogSpool spool = LogSpool.open(spool(), 1)) {
            for (String text : texts) {
                print("stdout", text);
                printed += text.length();
                spool.append(
                        new SpoolRecord.Draft(
                                LogStream.STDOUT,
                                NOON.instant(),
                                new SourcePositions(printed, 0),
                                0,
                                text.getBytes(UTF_8)));
            }
        }
    }

    private void damage(String text) throws IOException {
        Path segment = spool().resolve("%020d.spool".formatted(1));
        byte[] bytes = Files.readAllBytes(segment);
        bytes[new String(bytes, ISO_8859_1).indexOf(text)] ^= 0x55;
        Files.write(segment, bytes);
    }

    private long spooledBytes() throws IOException {
        return Files.size(spool().resolve("%020d.spool".formatted(1)));
    }

    private void shipEverything() throws Exception {
        try (JobLogger logger = resumed()) {
            logger.start(sink);
            logger.finish();
            assertThat(logger.awaitShipped(SOON)).isTrue();
            assertThat(logger.closedReason()).isEmpty();
        }
    }

    private static LogChunk chunk(long seq, String text) {
        return new LogChunk(seq, LogStream.STDOUT, text, 0, NOON.instant());
    }

    private JobLogger logger(LogSettings settings) throws IOException {
        return JobLogger.open(spool(), output(), SecretMask.NONE, settings, NOON);
    }

    private JobLogger resumed() throws IOException {
        return logger(settings(true, 1 << 20, 0));
    }

    private Path spool() {
        return folder.resolve("spool");
    }

    private JobOutput output() {
        return new JobOutput(folder.resolve("stdout"), folder.resolve("stderr"));
    }

    private static LogSettings settings(long head, long tail) {
        return settings(false, head, tail);
    }

    private static LogSettings settings(boolean resumed, long head, long tail) {
        return new LogSettings(
                1, resumed, JobLogger.FLUSH_INTERVAL, LogSettings.CHUNK_BYTES_MAX, head, tail);
    }

    private void print(String file, String text) throws IOException {
        Files.write(folder.resolve(file), text.getBytes(UTF_8), CREATE, APPEND);
    }
}
