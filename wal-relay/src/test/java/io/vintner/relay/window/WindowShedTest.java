package io.vintner.relay.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
import io.vintner.change.FeedMessage.Gap.Reason;
import io.vintner.change.Table;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the window when the database's disk is more important. */
class WindowShedTest extends WindowFixture {

    private static final Table VINES =
            new Table(1, 16385, "public", "vines", Table.ReplicaIdentity.DEFAULT, List.of());

    @Test
    void whatAllReadersHaveTakenIsConfirmableAtOnce() {
        // Given
        Told told = new Told(window, null);
        long first = commitOne("a");
        long second = commitOne("b");
        told.readAll();

        // When
        window.shed();
        window.publish();

        // Then
        assertThat(window.confirmable()).isEqualTo(second + 10);
        assertThat(window.state().entries()).isZero();
        assertThat(told.gaps()).isEmpty();
        assertThat(new Told(window, new Place(at(first, 1), START)).readAll().gaps())
                .containsExactly(Reason.WINDOW_PASSED);
    }

    @Test
    void aReaderGoesOnWithoutAGapAfterwards() {
        // Given
        Told told = new Told(window, null);
        long before = commitOne("before");
        told.readAll();
        window.shed();
        window.publish();

        // When
        long after = commitOne("after");
        told.readAll();

        // Then
        assertThat(told.changes()).containsExactly(before, after);
        assertThat(told.gaps()).isEmpty();
        Told again = new Told(window, new Place(at(before + 10, 0), START)).readAll();
        assertThat(again.changes()).containsExactly(after);
        assertThat(again.gaps()).isEmpty();
    }

    @Test
    void whatAReaderHasNotTakenStaysUntilItHas() {
        // Given
        Told slow = new Told(window, null).readAll();
        long commit = commitOne("a");
        window.shed();
        window.publish();
        long whileHeld = window.confirmable();

        // When
        slow.readAll();
        window.publish();

        // Then
        assertThat(whileHeld).isEqualTo(1_000);
        assertThat(window.confirmable()).isEqualTo(commit + 10);
        assertThat(slow.changes()).containsExactly(commit);
        assertThat(slow.gaps()).isEmpty();
    }

    @Test
    void aReaderThatTakesNothingIsToldOfAGapAfterItsTime() {
        // Given
        Told stuck = new Told(window, null).readAll();
        long commit = commitOne("a");
        window.shed();
        window.publish();

        // When
        now = now.plus(STALL_MAX);
        window.publish();
        stuck.readAll();

        // Then
        assertThat(window.confirmable()).isEqualTo(commit + 10);
        assertThat(stuck.gaps()).containsExactly(Reason.STALLED);
    }

    @Test
    void withoutDelayAReaderThatIsStillBehindIsToldOfAGapAtOnce() {
        // Given
        Told quick = new Told(window, null);
        Told stuck = new Told(window, null).readAll();
        long commit = commitOne("a");
        window.shedWithoutDelay();
        window.publish();
        long afterTheFirstWish = window.confirmable();
        quick.readAll();

        // When
        window.shedWithoutDelay();
        window.publish();
        stuck.readAll();

        // Then
        assertThat(afterTheFirstWish).isEqualTo(1_000);
        assertThat(window.confirmable()).isEqualTo(commit + 10);
        assertThat(stuck.gaps()).containsExactly(Reason.STALLED);
        assertThat(quick.gaps()).isEmpty();
        assertThat(quick.changes()).containsExactly(commit);
    }

    @Test
    void aFullWindowIsShedWhileTheRelayWaitsForRoom() throws InterruptedException {
        // Given
        Told stuck = new Told(window, window.head());
        fillUntilFull();
        window.shed();
        boolean roomBefore = window.awaitRoom(Duration.ZERO);

        // When
        window.shedWithoutDelay();
        boolean room = window.awaitRoom(Duration.ZERO);
        stuck.readAll();

        // Then
        assertThat(roomBefore).isFalse();
        assertThat(room).isTrue();
        assertThat(window.confirmable()).isEqualTo(lsn);
        assertThat(stuck.gaps()).containsExactly(Reason.STALLED);
    }

    @Test
    void aTransactionOfWhichOnlyAPartHasComeIsNotConfirmable() {
        // Given
        long commit = commitOne("a");
        lsn += 100;
        window.append(insert(lsn, 1, "half of it"));
        window.publish();

        // When
        window.shed();
        window.publish();

        // Then
        assertThat(window.confirmable()).isEqualTo(commit + 10);
    }

    @Test
    void aWishConcernsOnlyWhatIsThere() {
        // Given
        commitOne("before");
        window.shed();
        window.publish();

        // When
        commitOne("after");
        window.publish();

        // Then
        assertThat(window.state().entries()).isEqualTo(2);
    }

    @Test
    void aWishFromBeforeASessionIsForgotten() {
        // Given
        window.shedWithoutDelay();
        window.begin(ANOTHER, 2_000, 2_000);

        // When
        window.append(new ChangeEvent.TableTruncated(position(ANOTHER, 2_100, 1), START, VINES));
        window.progress(position(ANOTHER, 2_110, 0), START);
        window.publish();

        // Then
        assertThat(window.state().entries()).isEqualTo(2);
        assertThat(window.confirmable()).isEqualTo(2_000);
    }

    @Test
    void theWindowTellsWhatItHoldsAndWhatItHasSeen() {
        // Given
        commitOne("a");
        now = now.plusSeconds(3);

        // When
        commitOne("b");
        idle();

        // Then
        assertThat(window.state()).isEqualTo(new WindowState(0, 5, Duration.ofSeconds(3)));
        assertThat(window.counts().events()).isEqualTo(2);
        assertThat(window.counts().transactions()).isEqualTo(2);
    }
}
