package io.vintner.relay.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** After a break: what the database sends again is what the window holds, or nothing is taken. */
class WindowHistoryTest extends WindowFixture {

    private static final Instant LATER = START.plusSeconds(9);

    @Test
    void whatIsSentAgainMustBeWhatTheWindowHolds() {
        // Given
        Told told = new Told(window, new Place(at(1_000, 0), null));
        send(1_100, 2, START);
        idle();
        send(1_300, 1, LATER);

        // When
        window.begin(GENERATION, 1_000, 1_400);
        send(1_100, 2, START);
        send(1_300, 1, LATER);
        send(1_400, 1, LATER);

        // Then
        assertThat(window.isContradicted()).isFalse();
        assertThat(told.readAll().changes()).containsExactly(1_100L, 1_100L, 1_300L, 1_400L);
    }

    @Test
    void aTransactionWhereTheWindowHasNoneIsAnotherHistory() {
        // Given
        send(1_100, 1, START);
        send(1_300, 1, LATER);
        Told told = new Told(window, null).readAll();

        // When
        window.begin(GENERATION, 1_000, 2_000);
        send(1_100, 1, START);
        send(1_200, 1, LATER);
        send(1_400, 1, LATER);

        // Then
        assertThat(window.isContradicted()).isTrue();
        assertThat(told.readAll().changes()).isEmpty();
    }

    @Test
    void aTransactionOfAnotherTimeIsAnotherHistory() {
        // Given
        send(1_100, 1, START);

        // When
        window.begin(GENERATION, 1_000, 2_000);
        send(1_100, 1, LATER);

        // Then
        assertThat(window.isContradicted()).isTrue();
    }

    @Test
    void aDatabaseThatDoesNotHaveTheLastTransactionTellsAnotherHistory() {
        // Given
        send(1_100, 1, START);
        send(1_300, 1, LATER);

        // When
        window.begin(GENERATION, 1_000, 2_000);
        send(1_100, 1, START);
        boolean before = window.isContradicted();
        window.progress(at(1_900, 0), null);

        // Then
        assertThat(before).isFalse();
        assertThat(window.isContradicted()).isTrue();
    }

    @Test
    void changesAcrossTheEndOfTheWindowAreAnotherHistory() {
        // Given
        send(1_100, 1, START);
        window.progress(at(1_500, 0), null);

        // When
        window.begin(GENERATION, 1_000, 2_000);
        send(1_100, 1, START);
        send(1_495, 1, LATER);

        // Then
        assertThat(window.isContradicted()).isTrue();
    }

    @Test
    void aTransactionThatWasCutIsContinued() {
        // Given
        Told told = new Told(window, new Place(at(1_000, 0), null));
        send(1_100, 1, START);
        window.append(insertAt(LATER, 1_300, 1, "a"));
        window.append(insertAt(LATER, 1_300, 2, "b"));

        // When
        window.begin(GENERATION, 1_000, 1_400);
        send(1_100, 1, START);
        send(1_300, 3, LATER);

        // Then
        assertThat(window.isContradicted()).isFalse();
        assertThat(told.readAll().changes()).containsExactly(1_100L, 1_300L, 1_300L, 1_300L);
    }

    @Test
    void aTransactionThatWasCutBeforeItsCommitIsContinued() {
        // Given
        window.append(insertAt(LATER, 1_300, 1, "a"));

        // When
        window.begin(GENERATION, 1_000, 1_400);
        send(1_300, 1, LATER);

        // Then
        assertThat(window.isContradicted()).isFalse();
        assertThat(window.head()).isEqualTo(new Place(at(1_310, 0), LATER));
    }

    @Test
    void anotherTransactionAfterOneThatWasCutIsAnotherHistory() {
        // Given
        send(1_100, 1, START);
        window.append(insertAt(LATER, 1_300, 1, "a"));

        // When
        window.begin(GENERATION, 1_000, 2_000);
        send(1_100, 1, START);
        send(1_400, 1, LATER);

        // Then
        assertThat(window.isContradicted()).isTrue();
    }

    @Test
    void whatHasLeftTheWindowIsNotCompared() {
        // Given
        send(1_100, 1, START);
        lsn = 2_000;
        fill(200);
        long last = lsn;

        // When
        window.begin(GENERATION, 1_000, last + 500);
        send(1_150, 1, LATER);
        send(last - 10, 1, START);
        send(last + 100, 1, LATER);

        // Then
        assertThat(window.isContradicted()).isFalse();
    }

    @Test
    void theWindowMayLetGoWhileItIsSentAgain() {
        // Given
        send(1_100, 1, START);
        send(1_300, 1, LATER);
        now = now.plusSeconds(60);
        window.publish();

        // When
        window.begin(GENERATION, 1_000, 2_000);
        send(1_100, 1, START);
        now = now.plus(AGE_MAX);
        window.publish();
        send(1_300, 1, LATER);
        send(1_400, 1, LATER);

        // Then
        assertThat(window.isContradicted()).isFalse();
        assertThat(window.head()).isEqualTo(new Place(at(1_410, 0), LATER));
    }

    @Test
    void nothingNeedBeSentAgainWhereAllWasConfirmed() {
        // Given
        send(1_100, 1, START);
        window.progress(at(1_200, 0), null);

        // When
        window.begin(GENERATION, 1_150, 2_000);
        send(1_300, 1, LATER);

        // Then
        assertThat(window.isContradicted()).isFalse();
        assertThat(window.head()).isEqualTo(new Place(at(1_310, 0), LATER));
    }

    @Test
    void aNewGenerationEndsTheContradiction() {
        // Given
        send(1_100, 1, START);
        window.begin(GENERATION, 1_000, 2_000);
        send(1_100, 1, LATER);
        Told told = new Told(window, null).readAll();

        // When
        window.begin(ANOTHER, 3_000, 3_000);

        // Then
        assertThat(window.isContradicted()).isFalse();
        assertThat(told.readAll().gaps()).hasSize(1);
    }

    /** A transaction that commits at {@code commit} and ends 10 later. */
    private void send(long commit, int rows, Instant committedAt) {
        for (int ordinal = 1; ordinal <= rows; ordinal++) {
            window.append(insertAt(committedAt, commit, ordinal, "a"));
        }
        window.progress(at(commit + 10, 0), committedAt);
        window.publish();
    }
}
