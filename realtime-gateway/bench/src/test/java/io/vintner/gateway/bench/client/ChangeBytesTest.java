package io.vintner.gateway.bench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeBytesTest {

    private static final String HEAD =
            "[null,null,\"realtime:lines\",\"postgres_changes\",{\"ids\":[7],\"data\":{\"type\":\"INSERT\",";

    private final ChangeBytes change = new ChangeBytes();
    private final ClientSocket socket = new ClientSocket(0, null, null);

    private void read(String text) {
        byte[] bytes = ("before" + text).getBytes(StandardCharsets.UTF_8);
        change.read(socket, bytes, 6, bytes.length - 6);
    }

    @Test
    void readsTheFirstTwoColumnsWhereverTheyAre() {
        // Given
        read(HEAD + "\"record\":{\"id\":1,\"at\":1764000000000000,\"body\":\"x\"}}}]");
        assertThat(change.id()).isEqualTo(1);
        assertThat(change.at()).isEqualTo(1_764_000_000_000_000L);

        // When: the same place, then another one
        read(HEAD + "\"record\":{\"id\":23,\"at\":5,\"body\":\"x\"}}}]");
        long here = change.id();
        read(HEAD + "\"columns\":[],\"record\":{\"id\":456,\"at\":6,\"body\":\"x\"}}}]");

        // Then
        assertThat(here).isEqualTo(23);
        assertThat(change.id()).isEqualTo(456);
        assertThat(change.at()).isEqualTo(6);
    }

    @Test
    void refusesAChangeOfAnotherTable() {
        // When, Then
        assertThatThrownBy(() -> read(HEAD + "\"record\":{\"name\":\"x\"}}}]"))
                .hasMessageStartingWith("not a change of a table of the benchmark");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"1\",\"1\",\"realtime:lines\",\"phx_reply\",{\"status\":\"ok\"}]",
                "[\"1\",null,\"realtime:lines\",\"system\",{}]",
                "[null,\"h\",\"phoenix\",\"phx_reply\",{}]"
            })
    void otherMessagesAreNoChanges(String text) {
        // Given
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        // When, Then
        assertThat(ChangeBytes.isChange(bytes, 0, bytes.length)).isFalse();
    }
}
