package io.vintner.relay.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.relay.replication.ReplicationSlot;
import io.vintner.relay.replication.SlotHealth;
import io.vintner.relay.replication.SlotHealth.Decoding;
import io.vintner.relay.replication.SlotHealth.Use;
import io.vintner.relay.replication.SlotHealth.Wal;
import io.vintner.relay.replication.SlotHealth.WalStatus;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatchLogTest {

    private static final SlotHealth SLOT = health(17);
    private static final Judgement CALM = new Judgement(SlotAlarm.NONE, "", false);
    private static final Judgement RAISED = new Judgement(SlotAlarm.RAISED, "half is kept", false);

    private final WatchLog log = new WatchLog();

    @Test
    void anAlarmIsNewsOnceAndAgainWhenItChanges() {
        // Given
        log.alarm(SLOT, CALM, Optional.empty());
        boolean raisedIsNews = log.isNews(SLOT, RAISED);

        // When
        log.alarm(SLOT, RAISED, Optional.empty());

        // Then
        assertThat(raisedIsNews).isTrue();
        assertThat(log.isNews(SLOT, RAISED)).isFalse();
        assertThat(log.isNews(SLOT, new Judgement(SlotAlarm.RAISED, "a bit more", true))).isFalse();
        assertThat(log.isNews(SLOT, CALM)).isTrue();
    }

    @Test
    void anotherSlotIsNews() {
        // When
        log.alarm(SLOT, CALM, Optional.empty());

        // Then
        assertThat(log.isNews(health(18), CALM)).isTrue();
    }

    private static SlotHealth health(long number) {
        return new SlotHealth(
                new ReplicationSlot(number, 0),
                Instant.EPOCH,
                0,
                new Wal(WalStatus.RESERVED, 0, null, null),
                new Use(null, null, null, null),
                new Decoding(0, 0));
    }
}
