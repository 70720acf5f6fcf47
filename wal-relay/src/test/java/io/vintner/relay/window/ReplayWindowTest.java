package io.vintner.relay.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.FeedMessage;
import io.vintner.change.FeedMessage.Gap.Reason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a reader gets. */
class ReplayWindowTest extends WindowFixture {

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
    void aReaderFromTheOldestOnGetsAllThatIsHeldAndIsToldWhatOfItIsPast() {
        // Given
        long gone = commitOne(KILOBYTE);
        fill(200);
        long past = commitOne("past");

        // When
        Told told = new Told(window).readAll();
        long later = commitOne("later");
        told.readAll();

        // Then
        FeedMessage.Opened opened = (FeedMessage.Opened) told.messages.getFirst();
        assertThat(opened.present()).isEqualTo(at(past + 10, 0));
        assertThat(opened.position().lsn()).isGreaterThan(gone);
        assertThat(told.changes().getFirst()).isGreaterThan(opened.position().lsn() - 10);
        assertThat(told.changes()).hasSizeGreaterThan(20).endsWith(past, later).isSorted();
        assertThat(told.gaps()).isEmpty();
    }

    @Test
    void whatTheDatabaseHadWhenTheRelayStartedIsPastThoughItComesLater() {
        // Given
        window.begin(ANOTHER, 1_000, 5_000);

        // When
        Told told = new Told(window).readAll();

        // Then
        assertThat(told.messages.getFirst())
                .isEqualTo(
                        new FeedMessage.Opened(
                                position(ANOTHER, 1_000, 0), position(ANOTHER, 5_000, 0)));
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
}
