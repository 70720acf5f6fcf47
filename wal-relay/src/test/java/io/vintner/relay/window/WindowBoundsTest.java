package io.vintner.relay.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.FeedMessage.Gap.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What leaves the window, when, and who may keep it from leaving. */
class WindowBoundsTest extends WindowFixture {

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
        assertThat(window.counts().gaps(Reason.STALLED)).isOne();
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
    void memoryIsBounded() {
        // When
        fill(2_000);

        // Then
        assertThat(window.state().bytes()).isLessThanOrEqualTo(64 * 1024);
        assertThat(window.isFull()).isFalse();
    }

    @Test
    void aRowLargerThanTheWindowIsSharedByItsReadersAndLeavesWhenTheyHaveIt() {
        // Given
        WindowReader one = new Told(window).readAll().reader;
        WindowReader other = new Told(window).readAll().reader;

        // When
        commitOne(KILOBYTE.repeat(200));

        // Then
        ByteBuffer toOne = one.poll(64 * 1024);
        ByteBuffer toOther = other.poll(64 * 1024);
        while (toOne.remaining() < 200_000) {
            toOne = one.poll(64 * 1024);
            toOther = other.poll(64 * 1024);
        }
        assertThat(toOne).isEqualTo(toOther);
        assertThat(toOne.arrayOffset()).isEqualTo(toOther.arrayOffset());
        assertThat(toOne.array()).isSameAs(toOther.array());
        fill(1);
        assertThat(window.state().bytes()).isLessThanOrEqualTo(64 * 1024);
        assertThat(toOne.get(toOne.limit() - 1)).isEqualTo((byte) '\n');
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
    void aLargeTransactionCostsAReaderThatIsAtWorkNothing() {
        // Given
        Told busy = new Told(window, window.head());
        long before = commitOne("before");

        // When
        lsn += 3 * WAL_MAX;
        long large = commitOne("of a large transaction");
        commitOne("after");
        busy.readAll();
        now = now.plus(STALL_MAX);
        window.publish();

        // Then
        assertThat(busy.gaps()).isEmpty();
        assertThat(busy.changes()).startsWith(before, large);
        assertThat(window.confirmable()).isGreaterThanOrEqualTo(before + 10);
    }

    @Test
    void whoHoldsMoreWalThanAllowedHasATenthOfTheTime() {
        // Given
        Told stuck = new Told(window, window.head());
        long first = commitOne("a");
        now = now.plusSeconds(10);
        window.publish();
        lsn += WAL_MAX;
        commitOne("b");
        commitOne("c");
        long whileHeld = window.confirmable();

        // When
        now = now.plus(STALL_MAX.dividedBy(10));
        window.publish();
        stuck.readAll();

        // Then
        assertThat(whileHeld).isEqualTo(1_000);
        assertThat(window.confirmable()).isEqualTo(first + 10);
        assertThat(stuck.gaps()).containsExactly(Reason.STALLED);
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
    }
}
