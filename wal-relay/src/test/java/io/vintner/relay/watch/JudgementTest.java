package io.vintner.relay.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.relay.replication.ReplicationSlot;
import io.vintner.relay.replication.SlotHealth;
import io.vintner.relay.replication.SlotHealth.Decoding;
import io.vintner.relay.replication.SlotHealth.Use;
import io.vintner.relay.replication.SlotHealth.Wal;
import io.vintner.relay.replication.SlotHealth.WalStatus;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgementTest {

    private static final long WRITTEN = 1L << 40;
    private static final long GIGABYTE = 1L << 30;
    private static final Use IN_USE = new Use(7, null, null, null);

    @ParameterizedTest(name = "{0}, {1}% of what may be kept: {2}")
    @CsvSource({
        "RESERVED,   0,  NONE",
        "RESERVED,   49, NONE",
        "RESERVED,   50, RAISED",
        "EXTENDED,   10, RAISED",
        "EXTENDED,   79, RAISED",
        "EXTENDED,   80, HIGH",
        "RESERVED,   89, HIGH",
        "RESERVED,   90, CRITICAL",
        "UNRESERVED, 10, CRITICAL",
        "LOST,       0,  LOST",
    })
    void theAlarmRisesWithTheWalThatIsKept(WalStatus status, long percent, SlotAlarm alarm) {
        // Given
        long kept = GIGABYTE / 100 * percent + 10;

        // When
        SlotAlarm limitOfPostgres =
                Judgement.of(health(new Wal(status, kept, 1L, GIGABYTE), kept, IN_USE), 1).alarm();
        SlotAlarm limitOfTheRelay =
                Judgement.of(health(new Wal(status, kept, null, null), kept, IN_USE), GIGABYTE)
                        .alarm();

        // Then
        assertThat(limitOfPostgres).isEqualTo(alarm);
        assertThat(limitOfTheRelay).isEqualTo(alarm);
    }

    @ParameterizedTest(name = "{0}% of the kept WAL unconfirmed: {1}")
    @CsvSource({"0, false", "24, false", "25, true", "100, true"})
    void whatIsNotConfirmedIsTheWindowsPart(long unconfirmedPercent, boolean helps) {
        // Given
        long kept = GIGABYTE / 10 * 9;
        long unconfirmed = kept / 100 * unconfirmedPercent + 10;

        // When
        Judgement judgement =
                Judgement.of(
                        health(
                                new Wal(WalStatus.RESERVED, kept, null, GIGABYTE),
                                unconfirmed,
                                IN_USE),
                        1);

        // Then
        assertThat(judgement.windowKeeps()).isEqualTo(helps);
        assertThat(judgement.reason()).isEqualTo("it keeps 921 MB of WAL, 90% of what it may");
    }

    @ParameterizedTest(name = "idle for {0} s of {1} s: {2}")
    @CsvSource({"49, 100, NONE", "50, 100, RAISED", "1000, , NONE", ", 100, NONE"})
    void aSlotThatPostgresWouldRemoveSoonIsAnAlarm(Long idle, Long idleMax, SlotAlarm alarm) {
        // Given
        Use use = new Use(null, seconds(idle), seconds(idleMax), null);

        // When
        Judgement judgement =
                Judgement.of(health(new Wal(WalStatus.RESERVED, 0, null, GIGABYTE), 0, use), 1);

        // Then
        assertThat(judgement.alarm()).isEqualTo(alarm);
    }

    @ParameterizedTest(name = "behind for {0} s of {1} s: {2}")
    @CsvSource({"59, 60, NONE", "60, 60, RAISED", ", 60, NONE"})
    void aRelayThatIsBehindForLongIsAnAlarm(Long behind, long behindMax, SlotAlarm alarm) {
        // Given
        Lag lag = behind == null ? null : new Lag(5 << 20, Duration.ofSeconds(behind));
        Wal calm = new Wal(WalStatus.RESERVED, 0, null, GIGABYTE);

        // When
        Judgement judgement =
                Judgement.of(health(calm, 0, IN_USE), 1)
                        .orBehind(lag, Duration.ofSeconds(behindMax));

        // Then
        assertThat(judgement.alarm()).isEqualTo(alarm);
        assertThat(judgement.reason())
                .isEqualTo(
                        alarm == SlotAlarm.NONE
                                ? ""
                                : "the relay is behind for longer than 60 s: 60 s, 5 MB of WAL");
    }

    @Test
    void whatIsWorseThanBeingBehindIsSaidFirst() {
        // Given
        Wal muchKept = new Wal(WalStatus.RESERVED, GIGABYTE / 100 * 85, 1L, GIGABYTE);
        Judgement high = Judgement.of(health(muchKept, 0, IN_USE), 1);

        // When
        Judgement judgement = high.orBehind(new Lag(1, Duration.ofHours(1)), Duration.ofMinutes(1));

        // Then
        assertThat(judgement).isEqualTo(high);
    }

    @Test
    void aLostSlotSaysWhy() {
        // Given
        Use use = new Use(null, null, null, "idle_timeout");

        // When
        Judgement judgement =
                Judgement.of(health(new Wal(WalStatus.LOST, 0, null, GIGABYTE), 0, use), 1);

        // Then
        assertThat(judgement.reason()).contains("idle_timeout");
        assertThat(judgement.windowKeeps()).isFalse();
    }

    private static Duration seconds(Long seconds) {
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }

    private static SlotHealth health(Wal wal, long unconfirmed, Use use) {
        return new SlotHealth(
                new ReplicationSlot(17, WRITTEN - unconfirmed),
                Instant.EPOCH,
                WRITTEN,
                wal,
                use,
                new Decoding(0, 0));
    }
}
