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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {

    private static final Generation GENERATION = new Generation(17, 1, 5);
    private static final Generation ANOTHER = new Generation(18, 1, 5);
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration AGE_MAX = Duration.ofMinutes(2);
    private static final Duration STALL_MAX = Duration.ofSeconds(30);
    private static final long WAL_MAX = 1_000_000_000;
    private static final String KILOBYTE = "g".repeat(1_000);

    private Instant now = START;
    private final InstantSource clock = () -> now;
    private final ReplayWindow window =
            new ReplayWindow(new WindowLimits(AGE_MAX, 64 * 1024, WAL_MAX, STALL_MAX), clock);
    private long lsn = 1_000;

    /** A reader of the window that keeps what it is told. */
    private static final class Told {
        private final AtomicInteger woken = new AtomicInteger();
        private final FeedDecoder decoder = new FeedDecoder();
        private final List<FeedMessage> messages = new ArrayList<>();
        private final WindowReader reader;

        Told(ReplayWindow window, Place from) {
            reader = window.open(from, woken::incrementAndGet);
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

    @Test
    void aReaderFromNowOnGetsWhatFollows() {
        // Given
        commitOne("before");
        Told told = new Told(window, null).readAll();

        // When
        long second = commitOne("after");
        told.readAll();

        // Then
        assertThat(told.changes()).containsExactly(second);
        assertThat(told.woken).hasValue(1);
    }

    @Test
    void aReaderFromAPositionGetsExactlyWhatFollows() {
        // Given
        long first = commitOne("a");
        long second = commitOne("b");
        long third = commitOne("c");

        // When
        Told afterFirst = new Told(window, new Place(at(first, 1), START)).readAll();
        Told afterSecond = new Told(window, new Place(at(second + 10, 0), START)).readAll();
        Told fromFloor = new Told(window, new Place(at(1_000, 0), null)).readAll();

        // Then
        assertThat(afterFirst.changes()).containsExactly(second, third);
        assertThat(afterSecond.changes()).containsExactly(third);
        assertThat(fromFloor.changes()).containsExactly(first, second, third);
        assertThat(afterFirst.messages.getFirst()).isEqualTo(new FeedMessage.Opened(at(first, 1)));
        assertThat(afterFirst.gaps()).isEmpty();
    }

    @Test
    void aTableIsDescribedOncePerStreamBeforeItsFirstChange() {
        // Given
        commitOne("a");
        Told early = new Told(window, null).readAll();
        Told late = new Told(window, window.head());

        // When
        commitOne("b");
        commitOne("c");
        early.readAll();
        late.readAll();

        // Then
        assertThat(early.messages).filteredOn(FeedMessage.Described.class::isInstance).hasSize(1);
        assertThat(late.messages).filteredOn(FeedMessage.Described.class::isInstance).hasSize(1);
    }

    @Test
    void repeatedChangesAreDropped() {
        // Given
        long first = commitOne("a");
        Told told = new Told(window, new Place(at(1_000, 0), null)).readAll();

        // When
        lsn = 1_000;
        commitOne("a");
        long second = commitOne("b");
        told.readAll();

        // Then
        assertThat(told.changes()).containsExactly(first, second);
    }

    @Test
    void nothingIsConfirmableBeforeItHasLeftTheWindow() {
        // Given
        long first = commitOne("a");

        // When
        now = now.plus(AGE_MAX).minusSeconds(1);
        window.publish();
        long before = window.confirmable();
        now = now.plusSeconds(9);
        idle();
        now = now.plus(AGE_MAX);
        idle();

        // Then
        assertThat(before).isEqualTo(1_000);
        assertThat(window.confirmable()).isGreaterThanOrEqualTo(first + 10);
    }

    @Test
    void anIdleDatabaseIsConfirmedToo() {
        // Given
        long idleAt = idle();

        // When
        for (int tick = 0; tick < 20; tick++) {
            now = now.plusSeconds(10);
            idle();
        }

        // Then
        assertThat(window.confirmable()).isGreaterThan(idleAt);
        assertThat(Long.compareUnsigned(window.confirmable(), lsn)).isNegative();
    }

    @Test
    void onlyTheEndOfATransactionIsConfirmable() {
        // Given
        long commit = commitOne("a");

        // When
        lsn += 100;
        for (int ordinal = 1; ordinal <= 200; ordinal++) {
            window.append(insert(lsn, ordinal, KILOBYTE));
        }
        window.publish();

        // Then
        assertThat(window.confirmable()).isEqualTo(commit + 10);
        assertThat(window.resumable(GENERATION)).isEqualTo(commit + 10);
    }

    @Test
    void aPositionThatHasLeftTheWindowIsAGap() {
        // Given
        long first = commitOne("a");
        fill(200);

        // When
        Told told = new Told(window, new Place(at(first, 1), START)).readAll();
        long next = commitOne("b");
        told.readAll();

        // Then
        assertThat(told.gaps()).containsExactly(Reason.WINDOW_PASSED);
        assertThat(told.changes()).containsExactly(next);
    }

    @Test
    void memoryIsBounded() {
        // When
        fill(2_000);

        // Then
        assertThat(window.bytes()).isLessThanOrEqualTo(64 * 1024);
        assertThat(window.isFull()).isFalse();
    }

    @Test
    void keptWalIsBounded() {
        // Given
        long first = commitOne("a");
        now = now.plusSeconds(10);
        window.publish();

        // When
        lsn += WAL_MAX;
        commitOne("b");
        commitOne("c");

        // Then
        assertThat(window.confirmable()).isEqualTo(first + 10);
    }

    @Test
    void anotherGenerationIsAGap() {
        // When
        Told told = new Told(window, new Place(position(ANOTHER, 1_000, 0), null)).readAll();

        // Then
        assertThat(told.gaps()).containsExactly(Reason.OTHER_GENERATION);
    }

    @Test
    void aPositionBeyondTheDatabaseIsAGap() {
        // When
        Told told = new Told(window, new Place(at(1_001, 0), null)).readAll();

        // Then
        assertThat(told.gaps()).containsExactly(Reason.AHEAD_OF_DATABASE);
    }

    @Test
    void anotherCommitTimeIsAGap() {
        // Given
        long first = commitOne("a");

        // When
        Told told = new Told(window, new Place(at(first, 1), START.plusNanos(1_000))).readAll();

        // Then
        assertThat(told.gaps()).containsExactly(Reason.OTHER_HISTORY);
    }

    @Test
    void aReaderAheadOfARestartedRelayWaitsAndGetsOnlyWhatFollows() {
        // Given
        ReplayWindow restarted =
                new ReplayWindow(new WindowLimits(AGE_MAX, 64 * 1024, WAL_MAX, STALL_MAX), clock);
        restarted.begin(GENERATION, 1_000, 1_120);
        Told told = new Told(restarted, new Place(at(1_110, 1), START)).readAll();

        // When
        for (long commit : new long[] {1_010, 1_110, 1_210}) {
            restarted.append(insert(commit, 1, "a"));
            restarted.progress(at(commit + 10, 0), START);
            restarted.publish();
            told.readAll();
        }

        // Then
        assertThat(told.gaps()).isEmpty();
        assertThat(told.changes()).containsExactly(1_210L);
    }

    @Test
    void aReaderAheadOfARestartedRelayIsToldOfAnotherHistoryWhenItShows() {
        // Given
        ReplayWindow restarted =
                new ReplayWindow(new WindowLimits(AGE_MAX, 64 * 1024, WAL_MAX, STALL_MAX), clock);
        restarted.begin(GENERATION, 1_000, 1_120);
        Told told = new Told(restarted, new Place(at(1_110, 1), START)).readAll();

        // When
        restarted.append(insertAt(START.plusSeconds(9), 1_110, 1, "a"));
        restarted.publish();
        told.readAll();

        // Then
        assertThat(told.gaps()).containsExactly(Reason.OTHER_HISTORY);
    }

    @Test
    void aSlowReaderFillsTheWindowAndThenIsToldOfAGap() throws InterruptedException {
        // Given
        Told slow = new Told(window, window.head());
        Told quick = new Told(window, window.head());
        fillUntilFull();
        quick.readAll();
        boolean roomAtOnce = window.awaitRoom(Duration.ZERO);

        // When
        now = now.plus(STALL_MAX);
        boolean roomLater = window.awaitRoom(Duration.ZERO);
        long next = commitOne("after");
        slow.readAll();
        quick.readAll();

        // Then
        assertThat(roomAtOnce).isFalse();
        assertThat(roomLater).isTrue();
        assertThat(slow.gaps()).containsExactly(Reason.STALLED);
        assertThat(slow.changes()).doesNotContain(next);
        assertThat(quick.gaps()).isEmpty();
        assertThat(quick.changes()).endsWith(next);
        assertThat(window.gapCount(Reason.STALLED)).isOne();
    }

    @Test
    void aReaderThatCatchesUpMakesRoomAndLosesNothing() throws InterruptedException {
        // Given
        Told slow = new Told(window, window.head());
        int added = fillUntilFull();
        assertThat(window.awaitRoom(Duration.ZERO)).isFalse();

        // When
        slow.readAll();
        boolean room = window.awaitRoom(Duration.ZERO);
        now = now.plus(STALL_MAX);
        fill(10);
        slow.readAll();

        // Then
        assertThat(room).isTrue();
        assertThat(slow.gaps()).isEmpty();
        assertThat(slow.changes()).hasSize(added + 10);
    }

    @Test
    void aReaderThatIsGoneHoldsNothing() throws InterruptedException {
        // Given
        Told slow = new Told(window, window.head());
        fillUntilFull();

        // When
        slow.reader.close();

        // Then
        assertThat(window.awaitRoom(Duration.ZERO)).isTrue();
        assertThat(window.readerCount()).isZero();
    }

    @Test
    void aNewGenerationIsAGapForEveryReader() {
        // Given
        commitOne("a");
        Told told = new Told(window, null).readAll();

        // When
        window.begin(ANOTHER, 5_000, 5_000);
        told.readAll();

        // Then
        assertThat(told.gaps()).containsExactly(Reason.OTHER_GENERATION);
        assertThat(told.woken).hasValue(1);
        assertThat(window.confirmable()).isEqualTo(5_000);
        assertThat(window.resumable(GENERATION)).isZero();
    }

    @Test
    void theSameGenerationContinuesWithoutAGap() {
        // Given
        long first = commitOne("a");
        Told told = new Told(window, new Place(at(1_000, 0), null)).readAll();

        // When
        window.begin(GENERATION, 1_000, lsn);
        lsn = 1_000;
        commitOne("a");
        long second = commitOne("b");
        told.readAll();

        // Then
        assertThat(told.gaps()).isEmpty();
        assertThat(told.changes()).containsExactly(first, second);
    }

    @Test
    void aSlotThatSomebodyElseConfirmedFurtherIsAGap() {
        // Given
        commitOne("a");
        Told told = new Told(window, null).readAll();

        // When
        window.begin(GENERATION, lsn + 500, lsn + 500);
        told.readAll();

        // Then
        assertThat(told.gaps()).containsExactly(Reason.WINDOW_PASSED);
    }

    @Test
    void aDatabaseThatWasSetBackContradictsTheWindow() {
        // Given
        commitOne("a");

        // Then
        assertThat(window.contradicts(GENERATION, lsn - 1)).isTrue();
        assertThat(window.contradicts(GENERATION, lsn)).isFalse();
        assertThat(window.contradicts(ANOTHER, 0)).isFalse();
    }

    @Test
    void aHeartbeatTellsWhereTheReaderStands() {
        // Given
        long first = commitOne("a");
        Told told = new Told(window, new Place(at(1_000, 0), null)).readAll();

        // When
        String line = StandardCharsets.UTF_8.decode(told.reader.heartbeat()).toString();

        // Then
        assertThat(told.decoder.decode(line.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new FeedMessage.Progress(at(first + 10, 0), START));
    }

    @Test
    void aPieceHoldsWholeLinesAndAtLeastOne() {
        // Given
        commitOne(KILOBYTE);
        commitOne(KILOBYTE);
        Told told = new Told(window, new Place(at(1_000, 0), null));
        told.readSome(1);

        // When
        told.readSome(1);
        int afterOne = told.changes().size();
        told.readAll();

        // Then
        assertThat(afterOne).isOne();
        assertThat(told.changes()).hasSize(2);
    }

    /** Commits single rows of a kilobyte. */
    private void fill(int rows) {
        for (int row = 0; row < rows; row++) {
            commitOne(KILOBYTE);
        }
    }

    /** As {@link #fill}, until the window is full; returns the number of rows. */
    private int fillUntilFull() {
        int rows = 0;
        while (!window.isFull()) {
            assertThat(rows).isLessThan(1_000);
            fill(1);
            rows++;
        }
        return rows;
    }

    private long commitOne(String text) {
        lsn += 100;
        long commit = lsn;
        window.append(insert(commit, 1, text));
        lsn += 10;
        window.progress(at(lsn, 0), START);
        window.publish();
        return commit;
    }

    private long idle() {
        lsn += 50;
        window.progress(at(lsn, 0), null);
        window.publish();
        return lsn;
    }

    private static ChangeEvent insert(long commit, long ordinal, String text) {
        return insertAt(START, commit, ordinal, text);
    }

    private static ChangeEvent insertAt(Instant at, long commit, long ordinal, String text) {
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

    private static ChangePosition at(long lsn, long ordinal) {
        return position(GENERATION, lsn, ordinal);
    }

    private static ChangePosition position(Generation generation, long lsn, long ordinal) {
        return new ChangePosition(generation, lsn, ordinal);
    }
}
