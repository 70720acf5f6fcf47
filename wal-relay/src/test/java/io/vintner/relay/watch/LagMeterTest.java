package io.vintner.relay.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangePosition;
import io.vintner.change.Generation;
import io.vintner.relay.replication.ReplicationSlot;
import io.vintner.relay.replication.SlotHealth;
import io.vintner.relay.replication.SlotHealth.Decoding;
import io.vintner.relay.replication.SlotHealth.Use;
import io.vintner.relay.replication.SlotHealth.Wal;
import io.vintner.relay.replication.SlotHealth.WalStatus;
import io.vintner.relay.serve.ChangeFeed.Reached;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LagMeterTest {

    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final long SLOT = 17;

    private final LagMeter meter = new LagMeter();

    @Test
    void whoHasReadAllIsNotBehindHoweverOldTheLastTransactionIs() {
        // When
        Lag lag = meter.measure(look(5, 1_000), read(1_000, START.minusSeconds(3_600)));

        // Then
        assertThat(lag).isEqualTo(new Lag(0, Duration.ZERO));
    }

    @Test
    void theLastTransactionTellsHowOldABacklogIs() {
        // When
        Lag lag = meter.measure(look(60, 5_000), read(1_000, START));

        // Then
        assertThat(lag).isEqualTo(new Lag(4_000, Duration.ofSeconds(60)));
    }

    @Test
    void aBacklogGrowsOlderWhileNothingIsRead() {
        // Given
        meter.measure(look(0, 1_000), read(1_000, null));
        meter.measure(look(5, 2_000), read(1_000, null));

        // When
        Lag lag = meter.measure(look(10, 3_000), read(1_000, null));

        // Then
        assertThat(lag).isEqualTo(new Lag(2_000, Duration.ofSeconds(10)));
    }

    @Test
    void whereNothingIsPublishedAPlaceSeenBeforeTellsTheLag() {
        // Given
        Instant longAgo = START.minusSeconds(3_600);
        meter.measure(look(0, 1_000), read(900, longAgo));
        meter.measure(look(5, 2_000), read(1_900, longAgo));

        // When
        Lag lag = meter.measure(look(10, 3_000), read(2_900, longAgo));

        // Then
        assertThat(lag).isEqualTo(new Lag(100, Duration.ofSeconds(5)));
    }

    @Test
    void aRelayThatHasReadNothingOfTheSlotHasNoLag() {
        // Given
        Reached ofAnotherSlot =
                new Reached(new ChangePosition(new Generation(16, 1, 5), 900, 0), START);

        // When
        Lag lag = meter.measure(look(0, 1_000), ofAnotherSlot);

        // Then
        assertThat(lag).isNull();
    }

    @Test
    void whatWasSeenBeforeAnotherRelayReadIsForgotten() {
        // Given
        meter.measure(look(0, 1_000), read(900, null));

        // When
        meter.forget();

        // Then
        assertThat(meter.measure(look(600, 9_000), read(8_900, null)))
                .isEqualTo(new Lag(100, Duration.ZERO));
    }

    private static Reached read(long lsn, Instant committedAt) {
        return new Reached(new ChangePosition(new Generation(SLOT, 1, 5), lsn, 0), committedAt);
    }

    private static SlotHealth look(long seconds, long written) {
        return new SlotHealth(
                new ReplicationSlot(SLOT, 0),
                START.plusSeconds(seconds),
                written,
                new Wal(WalStatus.RESERVED, 0, null, null),
                new Use(null, null, null, null),
                new Decoding(0, 0));
    }
}
