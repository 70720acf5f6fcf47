package io.vintner.relay.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.ColumnValue;
import io.vintner.change.FeedDecoder;
import io.vintner.change.FeedMessage;
import io.vintner.change.FeedMessage.Gap.Reason;
import io.vintner.change.Generation;
import io.vintner.change.Row;
import io.vintner.change.Table;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/**
 * A window with a clock of its own, something to fill it with, and readers that keep what they are
 * told.
 */
abstract class WindowFixture {

    static final Generation GENERATION = new Generation(17, 1, 5);
    static final Generation ANOTHER = new Generation(18, 1, 5);
    static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    static final Duration AGE_MAX = Duration.ofMinutes(2);
    static final Duration STALL_MAX = Duration.ofSeconds(30);
    static final long WAL_MAX = 1_000_000_000;
    static final String KILOBYTE = "g".repeat(1_000);

    Instant now = START;
    final InstantSource clock = () -> now;
    final ReplayWindow window =
            new ReplayWindow(new WindowLimits(AGE_MAX, 64 * 1024, WAL_MAX, STALL_MAX), clock);
    long lsn = 1_000;

    /** A reader of the window that keeps what it is told. */
    static final class Told {
        final AtomicInteger woken = new AtomicInteger();
        final FeedDecoder decoder = new FeedDecoder();
        final List<FeedMessage> messages = new ArrayList<>();
        final WindowReader reader;

        Told(ReplayWindow window, @Nullable Place from) {
            reader =
                    from == null
                            ? window.openNow(woken::incrementAndGet)
                            : window.openAfter(from, woken::incrementAndGet);
        }

        /** Of all that the window holds. */
        Told(ReplayWindow window) {
            reader = window.openOldest(woken::incrementAndGet);
        }

        Told readAll() {
            while (readSome(64 * 1024)) {
                // until there is nothing
            }
            return this;
        }

        boolean readSome(int bytesMax) {
            ByteBuffer lines = reader.poll(bytesMax);
            if (lines == null) {
                return false;
            }
            StandardCharsets.UTF_8
                    .decode(lines)
                    .toString()
                    .lines()
                    .map(line -> decoder.decode(line.getBytes(StandardCharsets.UTF_8)))
                    .forEach(messages::add);
            return true;
        }

        List<Long> changes() {
            return messages.stream()
                    .filter(FeedMessage.Changed.class::isInstance)
                    .map(message -> ((FeedMessage.Changed) message).event().position().lsn())
                    .toList();
        }

        List<Reason> gaps() {
            return messages.stream()
                    .filter(FeedMessage.Gap.class::isInstance)
                    .map(message -> ((FeedMessage.Gap) message).reason())
                    .toList();
        }
    }

    @BeforeEach
    void begin() {
        window.begin(GENERATION, 1_000, 1_000);
    }

    /** Commits single rows of a kilobyte. */
    void fill(int rows) {
        for (int row = 0; row < rows; row++) {
            commitOne(KILOBYTE);
        }
    }

    /** As {@link #fill}, until the window is full; returns the number of rows. */
    int fillUntilFull() {
        int rows = 0;
        while (!window.isFull()) {
            assertThat(rows).isLessThan(1_000);
            fill(1);
            rows++;
        }
        return rows;
    }

    long commitOne(String text) {
        lsn += 100;
        long commit = lsn;
        window.append(insert(commit, 1, text));
        lsn += 10;
        window.progress(at(lsn, 0), START);
        window.publish();
        return commit;
    }

    long idle() {
        lsn += 50;
        window.progress(at(lsn, 0), null);
        window.publish();
        return lsn;
    }

    static ChangeEvent insert(long commit, long ordinal, String text) {
        return insertAt(START, commit, ordinal, text);
    }

    static ChangeEvent insertAt(Instant at, long commit, long ordinal, String text) {
        Table table =
                new Table(
                        1,
                        16385,
                        "public",
                        "vines",
                        Table.ReplicaIdentity.DEFAULT,
                        List.of(new Table.Column("name", "text", 25, true, true)));
        return new ChangeEvent.RowInserted(
                at(commit, ordinal), at, table, new Row(List.of(new ColumnValue.Present(text))));
    }

    static ChangePosition at(long lsn, long ordinal) {
        return position(GENERATION, lsn, ordinal);
    }

    static ChangePosition position(Generation generation, long lsn, long ordinal) {
        return new ChangePosition(generation, lsn, ordinal);
    }
}
