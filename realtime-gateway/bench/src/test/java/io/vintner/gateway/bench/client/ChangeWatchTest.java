package io.vintner.gateway.bench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A figure is worth nothing if a row was lost, repeated, out of order, or somebody else's. */
class ChangeWatchTest {

    private static final int CLIENTS = 4;
    private static final int GROUPS = 2;

    /** Rows 10 and 12 are for the clients 0 and 2, 11 and 13 for 1 and 3. */
    private final ChangeWatch watch = new ChangeWatch(CLIENTS, 10, 4, GROUPS);

    @Test
    void isCompleteWhenEachClientHasGotItsRows() {
        // When
        for (int client = 0; client < CLIENTS; client++) {
            watch.row(client, 10 + client % GROUPS, 1_000, 2_000);
            assertThat(watch.isComplete()).isFalse();
            watch.row(client, 12 + client % GROUPS, 1_000, 5_000);
        }

        // Then
        assertThat(watch.isComplete()).isTrue();
        assertThat(watch.answer()).startsWith("8 1000 4001 4001 1000 4001");
    }

    @Test
    void refusesARowThatCameBefore() {
        // Given
        watch.row(0, 10, 0, 0);

        // When, Then
        assertThatThrownBy(() -> watch.row(0, 10, 0, 0))
                .hasMessage("client 0: expected row 12, came 10, which is repeated");
    }

    @Test
    void refusesARowAfterOneThatHasNotCome() {
        // When, Then
        assertThatThrownBy(() -> watch.row(2, 12, 0, 0))
                .hasMessageEndingWith("which is out of order, or others were lost");
    }

    @Test
    void refusesARowOfSomebodyElse() {
        // When, Then
        assertThatThrownBy(() -> watch.row(1, 12, 0, 0))
                .hasMessageEndingWith("which is somebody else's");
    }

    @Test
    void refusesARowAfterTheLast() {
        // Given
        watch.row(0, 10, 0, 0);
        watch.row(0, 12, 0, 0);

        // When, Then
        assertThatThrownBy(() -> watch.row(0, 14, 0, 0)).hasMessageContaining("came 14");
    }
}
