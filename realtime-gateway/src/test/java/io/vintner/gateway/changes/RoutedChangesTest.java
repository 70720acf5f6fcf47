package io.vintner.gateway.changes;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.ColumnValue;
import io.vintner.change.Generation;
import io.vintner.change.Row;
import io.vintner.gateway.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoutedChangesTest {

    private static final Instant COMMITTED = Instant.parse("2026-11-26T10:00:00Z");

    private Instant now = COMMITTED;
    private final RoutedChanges routed = new RoutedChanges(new SimpleMeterRegistry(), () -> now);

    @Test
    void whoHasHeardNothingIsNotBehind() {
        assertThat(routed.lag()).isZero();
    }

    @Test
    void aBatchThatIsBeingRoutedIsAsOldAsItsFirstChange() {
        // When
        routed.begin(change());
        now = COMMITTED.plusSeconds(40);

        // Then
        assertThat(routed.lag()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void theLagOfTheLastBatchCountsUntilThereWasAPause() {
        // Given
        now = COMMITTED.plusSeconds(40);
        routed.begin(change());
        routed.end(change());

        // Then
        assertThat(routed.lag()).isEqualTo(Duration.ofSeconds(40));

        // When
        now = now.plusSeconds(6);

        // Then
        assertThat(routed.lag()).isZero();
    }

    @Test
    void aDatabaseWhoseClockIsAheadIsNoLag() {
        // Given
        now = COMMITTED.minusSeconds(3);

        // When
        routed.begin(change());

        // Then
        assertThat(routed.lag()).isZero();
    }

    private static List<ChangeEvent> change() {
        return List.of(
                new ChangeEvent.RowInserted(
                        new ChangePosition(new Generation(1, 1, 1), 100, 1),
                        COMMITTED,
                        Tables.VINES,
                        new Row(List.of(ColumnValue.NULL))));
    }
}
