package io.vintner.relay.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.relay.replication.ReplicationSlot;
import io.vintner.relay.replication.SlotHealth;
import io.vintner.relay.replication.SlotHealth.Decoding;
import io.vintner.relay.replication.SlotHealth.Use;
import io.vintner.relay.replication.SlotHealth.Wal;
import io.vintner.relay.replication.SlotHealth.WalStatus;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReliefTest {

    private static final long WRITTEN = 1_000_000;

    private final Relief relief = new Relief();

    @Test
    void aWindowThatKeepsNothingIsNotGivenUp() {
        // Given
        relief.isPossible(look(0, 900), false);

        // When
        boolean possible = relief.isPossible(look(5, 800), false);

        // Then
        assertThat(possible).isFalse();
    }

    @Test
    void afterTheFirstTimePostgresIsGivenTheTimeThatItNeeds() {
        // Given
        boolean first = relief.isPossible(look(0, 900), true);

        // When
        boolean soonAfter = relief.isPossible(look(19, 900), false);

        // Then
        assertThat(first).isTrue();
        assertThat(soonAfter).isTrue();
    }

    @Test
    void asLongAsPostgresFreesSomethingMoreIsConfirmed() {
        // Given
        relief.isPossible(look(0, 900), true);
        relief.isPossible(look(15, 800), false);

        // When
        boolean possible = relief.isPossible(look(30, 800), false);

        // Then
        assertThat(possible).isTrue();
    }

    @Test
    void whenAnOldTransactionKeepsTheWalTheWindowStays() {
        // Given
        relief.isPossible(look(0, 900), true);
        relief.isPossible(look(10, 900), false);

        // When
        boolean possible = relief.isPossible(look(20, 900), false);

        // Then
        assertThat(possible).isFalse();
        assertThat(relief.isPossible(look(25, 900), true)).isTrue();
    }

    @Test
    void whatWasBegunGoesOnForAWhileThoughTheAlarmIsLower() {
        // Given
        relief.isPossible(look(0, 900), true);

        // When
        boolean soonAfter = relief.isStillPossible(look(19, 700));
        boolean later = relief.isStillPossible(look(20, 600));

        // Then
        assertThat(soonAfter).isTrue();
        assertThat(later).isFalse();
    }

    @Test
    void anotherAlarmBeginsAnew() {
        // Given
        relief.isPossible(look(0, 900), true);
        relief.end();

        // When
        boolean possible = relief.isPossible(look(5, 800), false);

        // Then
        assertThat(possible).isFalse();
    }

    private static SlotHealth look(long seconds, long kept) {
        return new SlotHealth(
                new ReplicationSlot(17, WRITTEN),
                Instant.EPOCH.plusSeconds(seconds),
                WRITTEN,
                new Wal(WalStatus.RESERVED, kept, null, 1_000L),
                new Use(7, null, null, null),
                new Decoding(0, 0));
    }
}
