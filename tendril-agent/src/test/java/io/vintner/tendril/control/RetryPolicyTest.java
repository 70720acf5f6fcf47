package io.vintner.tendril.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {

    private static final RetryPolicy QUICK =
            new RetryPolicy(Duration.ofMillis(1), Duration.ofMillis(2));

    @ParameterizedTest(name = "after {0} failures between {1} and {2} ms")
    @CsvSource({
        "1, 100, 200",
        "2, 200, 400",
        "7, 6400, 12800",
        "8, 7500, 15000",
        "900, 7500, 15000"
    })
    void doublesTheDelayUpToTheCeilingWithJitter(int failures, long least, long most) {
        // Given
        Random random = new Random(1);

        // When
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            delays.add(RetryPolicy.STANDARD.delay(failures, random).toMillis());
        }

        // Then
        assertThat(delays).allMatch(delay -> delay >= least && delay <= most);
        assertThat(delays.stream().distinct().count()).isGreaterThan(20);
    }

    @Test
    void asksAgainUntilThereIsAnAnswer() throws Exception {
        // Given
        int[] asked = {0};

        // When
        String answer =
                new Retry(QUICK, new Random(1))
                        .call(
                                "test",
                                () -> {
                                    if (++asked[0] < 5) {
                                        throw new UnansweredException("away");
                                    }
                                    return "here";
                                });

        // Then
        assertThat(answer).isEqualTo("here");
        assertThat(asked[0]).isEqualTo(5);
    }

    @Test
    void takesARefusalForFinal() {
        // Given
        int[] asked = {0};
        Retry retry = new Retry(QUICK, new Random(1));

        // When / Then
        assertThatThrownBy(() ->
                        retry.call(
                                "test",
                                () -> {
                                    asked[0]++;
                                    throw new RefusedException(409, "lease-lost", null);
                                }))
                .isInstanceOf(RefusedException.class);
        assertThat(asked[0]).isEqualTo(1);
    }

    @Test
    void asksAgainWithAVoidTokenOnlyForWhatIsBroughtOfAJob() throws Exception {
        // Given
        int[] asked = {0};
        Retry.Call<String> voidAtFirst =
                () -> {
                    if (++asked[0] < 3) {
                        throw new RefusedException(401, "worker-token-invalid", null);
                    }
                    return "here";
                };
        Retry retry = new Retry(QUICK, new Random(1));

        // When / Then
        assertThatThrownBy(() -> retry.call("register", voidAtFirst))
                .isInstanceOf(RefusedException.class);
        assertThat(retry.evenIfUnknown().call("report", voidAtFirst)).isEqualTo("here");
        assertThat(asked[0]).isEqualTo(3);
    }

    @Test
    void stopsWhenTheAnswerIsNoLongerWanted() {
        // Given
        Retry retry = new Retry(QUICK, new Random(1));

        // When / Then
        assertThatThrownBy(() ->
                        retry.call(
                                "test",
                                () -> {
                                    throw new UnansweredException("away");
                                },
                                _ -> true))
                .isInstanceOf(UnansweredException.class);
    }
}
