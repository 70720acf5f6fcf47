package io.vintner.tendril;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {

    @Test
    void aLabelIsANameAndAValue() throws StartUpException {
        assertThat(Labels.read(List.of("zone=eu", " size = large", "none=", "a=b=c")))
                .isEqualTo(Map.of("zone", "eu", "size", "large", "none", "", "a", "b=c"));
        assertThat(Labels.read(List.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zone", "", "=eu", "zo\u0000ne=eu", "zone=e\nu"})
    void whatIsNoLabelIsNamedAndExplained(String entry) {
        assertThatThrownBy(() -> Labels.read(List.of("size=large", entry)))
                .isInstanceOf(StartUpException.class)
                .hasMessageContaining(
                        "'" + entry.strip() + "', which is no label: write name=value");
    }

    @Test
    void whatTheApiWouldRefuseIsRefusedBefore() {
        assertThatThrownBy(() -> Labels.read(List.of("n".repeat(101) + "=v")))
                .isInstanceOf(StartUpException.class);
        assertThatThrownBy(() -> Labels.read(List.of("n=" + "v".repeat(201))))
                .isInstanceOf(StartUpException.class);
        assertThatThrownBy(() -> Labels.read(List.of("zone=eu", "zone=us")))
                .hasMessage("vintner.tendril.labels names 'zone' twice");
        assertThatThrownBy(
                        () -> Labels.read(IntStream.range(0, 51).mapToObj(i -> i + "=x").toList()))
                .hasMessage("vintner.tendril.labels has 51 labels, at most 50 are taken");
    }
}
