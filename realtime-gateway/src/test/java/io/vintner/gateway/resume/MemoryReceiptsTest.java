package io.vintner.gateway.resume;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangePosition;
import io.vintner.change.Generation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryReceiptsTest {

    private static final ResumeId ID = new ResumeId("0123456789abcdef");
    private static final Generation GENERATION = new Generation(17, 1, 7);

    private Instant now = Instant.ofEpochSecond(1_000);
    private final MemoryReceipts receipts =
            new MemoryReceipts(Duration.ofMinutes(10), 3, () -> now);

    private static ReceiptKey key(String topic) {
        return new ReceiptKey(ID, "anna", topic, 1);
    }

    private static Receipt at(long lsn) {
        return new Receipt(new ChangePosition(GENERATION, lsn, 0), false);
    }

    @Test
    void theLaterPositionOfOneGenerationStays() {
        // When
        receipts.store(Map.of(key("a"), at(20)));
        receipts.store(Map.of(key("a"), at(10)));

        // Then
        assertThat(receipts.find(List.of(key("a"), key("b"))))
                .containsExactly(Map.entry(key("a"), at(20)));
    }

    @Test
    void anotherGenerationTakesThePlace() {
        // Given
        Receipt other = new Receipt(new ChangePosition(new Generation(18, 1, 7), 5, 0), false);
        receipts.store(Map.of(key("a"), at(20)));

        // When
        receipts.store(Map.of(key("a"), other));

        // Then
        assertThat(receipts.find(List.of(key("a")))).containsValue(other);
    }

    @Test
    void theOldestLeavesWhenThereAreTooMany() {
        // Given
        for (String topic : List.of("a", "b", "c", "a")) {
            receipts.store(Map.of(key(topic), at(20)));
        }

        // When
        receipts.store(Map.of(key("d"), at(20)));

        // Then
        assertThat(receipts.find(List.of(key("a"), key("b"), key("c"), key("d"))))
                .containsOnlyKeys(key("a"), key("c"), key("d"));
    }

    @Test
    void whatIsTooOldLeaves() {
        // Given
        receipts.store(Map.of(key("a"), at(20)));
        now = now.plus(Duration.ofMinutes(10));
        receipts.store(Map.of(key("b"), at(20)));
        now = now.plusSeconds(1);

        // When
        receipts.expire();

        // Then
        assertThat(receipts.takeAll()).containsOnlyKeys(key("b"));
    }

    @Test
    void whatIsForgottenIsGone() {
        // Given
        receipts.store(Map.of(key("a"), at(20)));

        // When
        receipts.forget(List.of(key("a"), key("b")));

        // Then
        assertThat(receipts.find(List.of(key("a")))).isEmpty();
    }

    @Test
    void whoWasToldToFetchIsToldAgainUntilSomethingLaterIsProven() {
        // Given
        Receipt fetching = new Receipt(at(10).position(), true);

        // Then
        assertThat(fetching.later(at(9))).isEqualTo(fetching);
        assertThat(fetching.later(at(10))).isEqualTo(at(10));
        assertThat(fetching.later(at(11))).isEqualTo(at(11));
        assertThat(at(10).later(fetching)).isEqualTo(fetching);
        assertThat(at(11).later(fetching)).isEqualTo(at(11));
    }
}
