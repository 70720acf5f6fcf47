package io.vintner.gateway.resume;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReceiptRuleTest {

    private final ReceiptRule<String> rule = new ReceiptRule<>();

    private static long at(double seconds) {
        return (long) (seconds * Duration.ofSeconds(1).toNanos());
    }

    @Test
    void theNextHeartbeatProvesWhatWasSentBeforeTheLastAnswerAndNoMore() {
        // Given
        rule.beat(at(0), true, "before the first answer");
        rule.beat(at(5), true, "before the second answer");

        // When
        String proven = rule.proven(at(8));

        // Then
        assertThat(proven).isEqualTo("before the first answer");
        assertThat(rule.proven(at(60))).isNull();
    }

    @Test
    void oneHeartbeatAloneProvesNothing() {
        // When
        rule.beat(at(0), true, "before the first answer");

        // Then
        assertThat(rule.proven(at(60))).isNull();
    }

    @Test
    void aProofCountsOnlyThreeSecondsAfterItsHeartbeat() {
        // Given
        rule.beat(at(0), true, "first");
        rule.beat(at(5), true, "second");

        // Then
        assertThat(rule.proven(at(7.999))).isNull();
        assertThat(rule.proven(at(8))).isEqualTo("first");
    }

    @Test
    void theOneHeartbeatOfAClientThatGaveUpAndJoinsAgainProvesNothing() {
        // Given
        rule.beat(at(0), true, "first");
        rule.beat(at(5), true, "second");

        // When
        rule.joinedAgain();

        // Then
        assertThat(rule.proven(at(8))).isNull();
    }

    @Test
    void afterJoiningAgainHeartbeatsProveAsBefore() {
        // Given
        rule.beat(at(0), true, "first");
        rule.beat(at(5), true, "second");
        rule.joinedAgain();

        // When
        rule.beat(at(10), true, "third");

        // Then
        assertThat(rule.proven(at(13))).isEqualTo("second");
    }

    @Test
    void aClientThatBeatsBeforeTheAnswerHasLeftGetsNoReceiptsEverAgain() {
        // Given
        rule.beat(at(0), true, "first");
        rule.beat(at(1), true, "second");

        // When
        rule.beat(at(2), false, "third");
        rule.beat(at(7), true, "fourth");
        rule.beat(at(12), true, "fifth");

        // Then
        assertThat(rule.proven(at(60))).isNull();
    }

    @Test
    void aQuickBeatDoesNotPutOffTheProofThatIsUnderWay() {
        // Given
        rule.beat(at(0), true, "0");

        // When
        for (int second = 1; second <= 4; second++) {
            rule.beat(at(second), true, Integer.toString(second));
        }

        // Then
        assertThat(rule.proven(at(4))).isEqualTo("0");
        rule.beat(at(5), true, "5");
        assertThat(rule.proven(at(8))).isEqualTo("4");
    }
}
