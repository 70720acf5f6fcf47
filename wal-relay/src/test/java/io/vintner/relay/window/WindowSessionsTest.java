package io.vintner.relay.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.FeedMessage.Gap.Reason;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** One session after another, of the same history or of another. */
class WindowSessionsTest extends WindowFixture {

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
    void aReaderAheadOfARestartedRelayWaitsAndGetsOnlyWhatFollows() {
        // Given
        ReplayWindow restarted = restarted();
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
        ReplayWindow restarted = restarted();
        Told told = new Told(restarted, new Place(at(1_110, 1), START)).readAll();

        // When
        restarted.append(insertAt(START.plusSeconds(9), 1_110, 1, "a"));
        restarted.publish();
        told.readAll();

        // Then
        assertThat(told.gaps()).containsExactly(Reason.OTHER_HISTORY);
    }

    /** The writer shows what it has without a lock, at any moment of a reader's opening. */
    @Test
    void aReaderThatOpensWhileAnotherHistoryReachesItsPlaceIsToldOfIt() throws Exception {
        for (int round = 0; round < 5_000; round++) {
            // Given
            ReplayWindow restarted = restarted();
            restarted.append(insertAt(START.plusSeconds(9), 1_110, 1, "a"));
            CountDownLatch ready = new CountDownLatch(1);
            AtomicBoolean opening = new AtomicBoolean();
            int moment = round % 100;

            // When
            Thread writer =
                    Thread.ofPlatform()
                            .start(() -> {
                                ready.countDown();
                                while (!opening.get()) {
                                    Thread.onSpinWait();
                                }
                                for (int wait = 0; wait < moment; wait++) {
                                    Thread.onSpinWait();
                                }
                                restarted.publish();
                            });
            ready.await();
            opening.set(true);
            Told told = new Told(restarted, new Place(at(1_110, 1), START)).readAll();
            writer.join();
            told.readAll();

            // Then
            assertThat(told.gaps()).containsExactly(Reason.OTHER_HISTORY);
        }
    }

    @Test
    void whatAReaderAheadHasYetToTakeDoesNotLeave() {
        // Given
        ReplayWindow restarted = restarted();
        Told told = new Told(restarted, new Place(at(1_110, 1), START));
        restarted.append(insert(1_110, 2, "a"));
        restarted.progress(at(1_120, 0), START);
        restarted.publish();

        // When
        restarted.shed();
        restarted.publish();
        told.readAll();

        // Then
        assertThat(told.gaps()).isEmpty();
        assertThat(told.changes()).containsExactly(1_110L);
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

    /** The window of a relay that was restarted: empty, and its database tells again. */
    private ReplayWindow restarted() {
        ReplayWindow restarted =
                new ReplayWindow(new WindowLimits(AGE_MAX, 64 * 1024, WAL_MAX, STALL_MAX), clock);
        restarted.begin(GENERATION, 1_000, 1_120);
        return restarted;
    }
}
