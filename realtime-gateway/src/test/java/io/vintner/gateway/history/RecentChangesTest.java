package io.vintner.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.ColumnValue;
import io.vintner.change.Generation;
import io.vintner.change.Row;
import io.vintner.gateway.Tables;
import io.vintner.gateway.history.RecentChanges.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentChangesTest {

    private static final Generation GENERATION = new Generation(17, 1, 7);
    private static final long BYTES_MAX = 640_000;

    private Instant now = Instant.ofEpochSecond(1_000);
    private final RecentChanges recent =
            new RecentChanges(Duration.ofMinutes(2), BYTES_MAX, () -> now);

    private static ChangePosition at(long lsn, long ordinal) {
        return new ChangePosition(GENERATION, lsn, ordinal);
    }

    private static ChangeEvent change(long lsn, long ordinal, String text) {
        return new ChangeEvent.RowInserted(
                at(lsn, ordinal),
                Instant.EPOCH,
                Tables.VINES,
                new Row(
                        List.of(
                                new ColumnValue.Present(text),
                                ColumnValue.NULL,
                                ColumnValue.NULL)));
    }

    private void append(long from, long to) {
        for (long lsn = from; lsn <= to; lsn++) {
            recent.append(List.of(change(lsn, 1, "x")));
        }
    }

    private List<Long> after(ChangePosition position) {
        ChangeCursor cursor = recent.after(position);
        return cursor == null ? List.of(-1L) : rest(cursor, null);
    }

    private static List<Long> rest(ChangeCursor cursor, ChangePosition upTo) {
        List<Long> found = new ArrayList<>();
        List<ChangeEvent> some = cursor.next(upTo, 100, Long.MAX_VALUE);
        while (some != null && !some.isEmpty()) {
            some.forEach(event -> found.add(event.position().lsn()));
            some = cursor.next(upTo, 100, Long.MAX_VALUE);
        }
        return found;
    }

    @Test
    void whatFollowsAPositionIsFoundWhereverItLies() {
        // Given
        recent.reached(at(10, 0));
        append(11, 1_000);

        // Then
        for (long lsn : List.of(10L, 11L, 266L, 267L, 268L, 523L, 999L)) {
            assertThat(after(at(lsn, 1))).hasSize((int) (1_000 - Math.max(lsn, 10)));
            assertThat(after(at(lsn, 1)).getFirst()).isEqualTo(lsn + 1);
        }
        assertThat(after(at(1_000, 1))).isEmpty();
    }

    @Test
    void aPositionWithinATransactionSplitsIt() {
        // Given
        recent.reached(at(10, 0));
        recent.append(List.of(change(20, 1, "a"), change(20, 2, "b"), change(20, 3, "c")));

        // When
        ChangeCursor cursor = recent.after(at(20, 2));

        // Then
        assertThat(cursor.next(null, 10, Long.MAX_VALUE))
                .extracting(event -> event.position().ordinal())
                .containsExactly(3L);
    }

    @Test
    void aCursorGoesOnWithWhatComesLaterAndStopsWhereItIsTold() {
        // Given
        recent.reached(at(10, 0));
        append(11, 300);
        ChangeCursor cursor = recent.after(at(298, 1));
        assertThat(rest(cursor, null)).containsExactly(299L, 300L);

        // When
        append(301, 305);

        // Then
        assertThat(rest(cursor, at(303, 0))).containsExactly(301L, 302L);
        assertThat(rest(cursor, at(303, 1))).containsExactly(303L);
        assertThat(rest(cursor, null)).containsExactly(304L, 305L);
    }

    @Test
    void aPartIsBoundedInNumberAndInBytes() {
        // Given
        recent.reached(at(10, 0));
        for (long lsn = 11; lsn <= 20; lsn++) {
            recent.append(List.of(change(lsn, 1, "x".repeat(1_000))));
        }
        ChangeCursor cursor = recent.after(at(10, 0));

        // When
        List<ChangeEvent> byNumber = cursor.next(null, 2, Long.MAX_VALUE);
        List<ChangeEvent> byBytes = cursor.next(null, 100, 2_000);
        boolean atEnd = cursor.isAtEnd();
        List<ChangeEvent> single = cursor.next(null, 100, 1);
        List<ChangeEvent> rest = cursor.next(null, 100, Long.MAX_VALUE);

        // Then
        assertThat(byNumber).hasSize(2);
        assertThat(byBytes).hasSize(2);
        assertThat(atEnd).isFalse();
        assertThat(single).hasSize(1);
        assertThat(rest).hasSize(5);
        assertThat(cursor.isAtEnd()).isTrue();
    }

    @Test
    void whatIsOlderThanTheWindowIsLost() {
        // Given
        recent.reached(at(10, 0));
        append(11, 300);
        now = now.plus(Duration.ofMinutes(1));
        append(301, 600);

        // When
        now = now.plus(Duration.ofSeconds(61));
        recent.reached(at(601, 0));

        // Then
        assertThat(recent.standing(at(10, 0))).isEqualTo(Standing.LOST);
        assertThat(recent.after(at(10, 0))).isNull();
        assertThat(recent.standing(at(300, 1))).isEqualTo(Standing.HELD);
        assertThat(after(at(300, 1))).hasSize(300);
        assertThat(recent.age()).isLessThan(Duration.ofMinutes(2));
    }

    @Test
    void anIdleWindowEmptiesItselfAndStillHoldsThePresent() {
        // Given
        recent.reached(at(10, 0));
        append(11, 20);

        // When
        now = now.plus(Duration.ofMinutes(3));
        recent.reached(at(30, 0));

        // Then
        assertThat(recent.bytes()).isZero();
        assertThat(recent.age()).isZero();
        assertThat(recent.standing(at(19, 1))).isEqualTo(Standing.LOST);
        assertThat(recent.standing(at(20, 1))).isEqualTo(Standing.HELD);
        assertThat(after(at(30, 0))).isEmpty();
        append(31, 31);
        assertThat(after(at(20, 1))).containsExactly(31L);
    }

    @Test
    void theWindowStaysWithinItsBytes() {
        // Given
        recent.reached(at(10, 0));
        String wide = "x".repeat(10_000);

        // When
        for (long lsn = 11; lsn <= 300; lsn++) {
            recent.append(List.of(change(lsn, 1, wide)));
        }

        // Then
        assertThat(recent.bytes()).isBetween(BYTES_MAX / 2, BYTES_MAX);
        assertThat(recent.standing(at(11, 1))).isEqualTo(Standing.LOST);
        assertThat(after(at(290, 1))).hasSize(10);
    }

    @Test
    void aReaderThatIsTooSlowIsToldThatItHasLost() {
        // Given
        recent.reached(at(10, 0));
        append(11, 300);
        ChangeCursor cursor = recent.after(at(10, 0));

        // When
        now = now.plus(Duration.ofMinutes(3));
        recent.reached(at(301, 0));

        // Then
        assertThat(cursor.next(null, 10, Long.MAX_VALUE)).isNull();
    }

    @Test
    void aPositionThatHasNotComeIsAheadAndOneOfAnotherHistoryIsLost() {
        // Given
        recent.reached(at(10, 0));

        // Then
        assertThat(recent.standing(at(10, 1))).isEqualTo(Standing.AHEAD);
        assertThat(recent.standing(new ChangePosition(new Generation(18, 1, 7), 10, 0)))
                .isEqualTo(Standing.LOST);
    }

    @Test
    void afterAGapNothingFromBeforeIsWorthAnything() {
        // Given
        recent.reached(at(10, 0));
        append(11, 20);
        recent.reached(at(20, 1));

        // When
        recent.forget();

        // Then
        assertThat(recent.reached()).isNull();
        assertThat(recent.standing(at(20, 1))).isEqualTo(Standing.LOST);
        recent.reached(at(25, 0));
        assertThat(recent.standing(at(20, 1))).isEqualTo(Standing.LOST);
        assertThat(recent.standing(at(25, 0))).isEqualTo(Standing.HELD);
    }
}
