package io.vintner.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.filter.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlowQuestionsTest {

    private static final Duration PAUSE = Duration.ofSeconds(30);

    private static final PublishedTable NOTES =
            new PublishedTable(1, "public", "notes", true, Set.of(), List.of(), Map.of(), Set.of());

    private Instant now = Instant.parse("2026-11-26T12:00:00Z");
    private final SlowQuestions slow = new SlowQuestions(PAUSE, 2, () -> now);

    private static Question question(String expression) {
        return new Question(new TestAsker(), expression, Set.of());
    }

    private record TestAsker() implements Question.Asker {}

    @Test
    void aSlowQuestionIsPausedForAWhileAndNoOther() {
        // Given
        slow.pause(NOTES, question("a"));

        // Then
        assertThat(slow.isPaused(NOTES, question("a"))).isTrue();
        assertThat(slow.isPaused(NOTES, question("b"))).isFalse();
        now = now.plus(PAUSE);
        assertThat(slow.isPaused(NOTES, question("a"))).isFalse();
    }

    @Test
    void onlySoManyAreRememberedTheOldestIsForgottenFirst() {
        // Given
        slow.pause(NOTES, question("a"));
        slow.pause(NOTES, question("b"));

        // When
        slow.pause(NOTES, question("a"));
        slow.pause(NOTES, question("c"));

        // Then
        assertThat(slow.isPaused(NOTES, question("a"))).isTrue();
        assertThat(slow.isPaused(NOTES, question("b"))).isFalse();
        assertThat(slow.isPaused(NOTES, question("c"))).isTrue();
    }
}
