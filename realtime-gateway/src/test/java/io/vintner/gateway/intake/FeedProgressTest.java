package io.vintner.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.FeedMessage;
import io.vintner.change.Generation;
import io.vintner.change.Row;
import io.vintner.gateway.Tables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeedProgressTest {

    private static final Generation GENERATION = new Generation(17, 1, 7);
    private static final Instant COMMITTED = Instant.ofEpochSecond(1);

    private final List<String> told = new ArrayList<>();
    private final List<Long> reached = new ArrayList<>();
    private RuntimeException failure;
    private final FeedProgress progress =
            new FeedProgress(
                    new ChangeListener() {
                        @Override
                        public void changed(List<ChangeEvent> events) {
                            if (failure != null) {
                                throw failure;
                            }
                            events.forEach(event -> told.add("at " + event.position().lsn()));
                        }

                        @Override
                        public void past(List<ChangeEvent> events) {
                            events.forEach(event -> told.add("past " + event.position().lsn()));
                        }

                        @Override
                        public void reached(ChangePosition position) {
                            reached.add(position.lsn());
                        }

                        @Override
                        public void missed(@Nullable ChangePosition goesOnAt) {
                            told.add("missed");
                        }
                    });

    private static ChangePosition at(long lsn) {
        return new ChangePosition(GENERATION, lsn, 0);
    }

    private static FeedMessage change(long lsn) {
        return new FeedMessage.Changed(
                new ChangeEvent.RowDeleted(
                        new ChangePosition(GENERATION, lsn, 1),
                        COMMITTED,
                        Tables.VINES,
                        new Row(List.of())));
    }

    private void receive(FeedMessage... messages) {
        for (FeedMessage message : messages) {
            progress.receive(message);
        }
        progress.handOn();
    }

    @Test
    void theFirstStreamBeginsWhereItOpens() {
        // When
        receive(new FeedMessage.Opened(at(10)));

        // Then
        assertThat(progress.position()).isEqualTo(new FeedPosition(at(10), null));
        assertThat(told).isEmpty();
    }

    @Test
    void changesMoveThePositionAndRepeatsAreDropped() {
        // When
        receive(
                new FeedMessage.Opened(at(10)),
                change(20),
                change(30),
                change(20),
                change(30),
                change(40));

        // Then
        assertThat(told).containsExactly("at 20", "at 30", "at 40");
        assertThat(progress.position())
                .isEqualTo(new FeedPosition(new ChangePosition(GENERATION, 40, 1), COMMITTED));
    }

    @Test
    void progressMovesThePositionForwardOnly() {
        // When
        receive(
                new FeedMessage.Opened(at(10)),
                new FeedMessage.Progress(at(50), COMMITTED),
                new FeedMessage.Progress(at(45), null));

        // Then
        assertThat(progress.position()).isEqualTo(new FeedPosition(at(50), COMMITTED));
    }

    @Test
    void aStreamThatGoesOnWhereTheLastOneStoppedHasNoGap() {
        // When
        receive(new FeedMessage.Opened(at(10)), change(20));
        receive(new FeedMessage.Opened(at(20)), change(20), change(30));

        // Then
        assertThat(told).containsExactly("at 20", "at 30");
    }

    @Test
    void aGapIsToldBetweenTheChangesAroundIt() {
        // When
        receive(
                new FeedMessage.Opened(at(10)),
                change(20),
                new FeedMessage.Gap(FeedMessage.Gap.Reason.STALLED, at(100)),
                change(110));

        // Then
        assertThat(told).containsExactly("at 20", "missed", "at 110");
    }

    @Test
    void aGapIntoAnotherGenerationStartsAnewThere() {
        // Given
        ChangePosition other = new ChangePosition(new Generation(18, 1, 7), 5, 0);

        // When
        receive(new FeedMessage.Opened(at(10)), change(20));
        receive(
                new FeedMessage.Opened(other),
                new FeedMessage.Gap(FeedMessage.Gap.Reason.OTHER_GENERATION, other));

        // Then
        assertThat(told).containsExactly("at 20", "missed");
        assertThat(progress.position()).isEqualTo(new FeedPosition(other, null));
    }

    @Test
    void aStreamThatOpensElsewhereWithoutSayingSoHasAGap() {
        // When
        receive(new FeedMessage.Opened(at(10)), change(20));
        receive(new FeedMessage.Opened(at(30)), change(40));

        // Then
        assertThat(told).containsExactly("at 20", "missed", "at 40");
    }

    @Test
    void changesThatTheListenerFailsAtCountAsMissed() {
        // Given
        receive(new FeedMessage.Opened(at(10)));
        failure = new IllegalStateException("no");

        // When
        receive(change(20));
        failure = null;
        receive(change(30));

        // Then
        assertThat(told).containsExactly("missed", "at 30");
    }

    @Test
    void anUnreadableChangeCountsAsMissed() {
        // Given
        receive(new FeedMessage.Opened(at(10)), change(20));

        // When
        progress.unreadable();
        receive(change(30));

        // Then
        assertThat(told).containsExactly("at 20", "missed", "at 30");
    }

    @Test
    void whatHappenedBeforeTheGatewayCameIsPastAndWhatFollowsIsNot() {
        // When
        receive(new FeedMessage.Opened(at(10), at(35)), change(20), change(30));
        boolean caughtUp = progress.isCaughtUp();
        receive(change(40), change(50));

        // Then
        assertThat(caughtUp).isFalse();
        assertThat(progress.isCaughtUp()).isTrue();
        assertThat(told).containsExactly("past 20", "past 30", "at 40", "at 50");
        assertThat(reached).containsExactly(10L, 30L, 50L);
    }

    @Test
    void thePastEndsWhereThePresentWasThoughNothingHappens() {
        // Given
        receive(new FeedMessage.Opened(at(10), at(35)), change(20));

        // When
        receive(new FeedMessage.Progress(at(35), COMMITTED));
        boolean caughtUp = progress.isCaughtUp();
        receive(change(40));

        // Then
        assertThat(caughtUp).isTrue();
        assertThat(told).containsExactly("past 20", "at 40");
    }

    @Test
    void thePastMayComeOnSeveralConnections() {
        // Given
        receive(new FeedMessage.Opened(at(10), at(35)), change(20));

        // When
        receive(new FeedMessage.Opened(at(20)), change(20), change(30), change(40));

        // Then
        assertThat(told).containsExactly("past 20", "past 30", "at 40");
    }

    @Test
    void aRelayThatHasNothingOldBeginsWithThePresent() {
        // When
        receive(new FeedMessage.Opened(at(10), at(10)));

        // Then
        assertThat(progress.isCaughtUp()).isTrue();
        assertThat(reached).containsExactly(10L);
    }

    @Test
    void aGapIsToldBeforeThePlaceWhereTheFeedGoesOn() {
        // When
        receive(
                new FeedMessage.Opened(at(10), at(35)),
                change(20),
                new FeedMessage.Gap(FeedMessage.Gap.Reason.STALLED, at(100)));

        // Then
        assertThat(told).containsExactly("past 20", "missed");
        assertThat(reached).containsExactly(10L, 20L, 100L);
        assertThat(progress.isCaughtUp()).isTrue();
    }
}
