package io.vintner.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RelayTurnsTest {

    private static final URI ONE = URI.create("http://one");
    private static final URI TWO = URI.create("http://two");
    private static final Duration FIRST = Duration.ofMillis(50);

    private static RelayTurns turns(URI... relays) {
        return new RelayTurns(
                List.of(relays),
                new RetryPolicy(FIRST, Duration.ofSeconds(2), RandomGenerator.getDefault()));
    }

    @Test
    void theNextIsAskedAtOnceAndAllAgainAfterAWaitThatGrows() {
        // Given
        RelayTurns turns = turns(ONE, TWO);

        // When
        Duration toTwo = turns.next(false);
        URI second = turns.present();
        Duration toOne = turns.next(false);
        URI third = turns.present();
        Duration toTwoAgain = turns.next(false);
        Duration toOneAgain = turns.next(false);

        // Then
        assertThat(toTwo).isZero();
        assertThat(second).isEqualTo(TWO);
        assertThat(toOne).isBetween(FIRST.dividedBy(2), FIRST);
        assertThat(third).isEqualTo(ONE);
        assertThat(toTwoAgain).isZero();
        assertThat(toOneAgain).isBetween(FIRST, FIRST.multipliedBy(2));
    }

    @Test
    void aFeedThatWasOpenBeginsANewRound() {
        // Given
        RelayTurns turns = turns(ONE, TWO);
        turns.next(false);

        // When
        Duration afterOpen = turns.next(true);
        Duration afterRound = turns.next(false);

        // Then
        assertThat(afterOpen).isZero();
        assertThat(afterRound).isBetween(FIRST.dividedBy(2), FIRST);
    }

    @Test
    void aSingleRelayIsAskedAgainAfterAWait() {
        // Given
        RelayTurns turns = turns(ONE);

        // When
        Duration wait = turns.next(true);

        // Then
        assertThat(turns.present()).isEqualTo(ONE);
        assertThat(wait).isBetween(FIRST.dividedBy(2), FIRST);
    }
}
