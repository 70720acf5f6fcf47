package io.vintner.trellis.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriceListTest {

    @TempDir Path folder;

    @Test
    void theFirstLineThatCoversAResourceCounts() throws IOException {
        // Given
        PriceList prices =
                list(
                        """
                        {"prices": [
                          {"resource": "node", "when": {"size": "large", "net.nat": 2},
                           "monthly": 40},
                          {"resource": "node", "when": {"spot": true}, "monthly": 0.005},
                          {"resource": "node", "monthly": 10}
                        ]}
                        """);

        // Then
        assertThat(prices.monthlyCost(List.of(node("{\"size\":\"large\",\"net\":{\"nat\":2.0}}"))))
                .isEqualTo("40.00");
        assertThat(prices.monthlyCost(List.of(node("{\"size\":\"large\"}")))).isEqualTo("10.00");
        assertThat(prices.monthlyCost(List.of(node("{\"spot\":true}"), node("{}"))))
                .as("rounded once, at the end")
                .isEqualTo("10.01");
    }

    @Test
    void whatTheListDoesNotKnowHasNoCost() throws IOException {
        // Given
        PriceList prices = list("{\"prices\": [{\"resource\": \"node\", \"monthly\": 10}]}");
        Resource unknown = new Resource("moon", node("{}").values());

        // Then
        assertThat(prices.monthlyCost(List.of(unknown))).isNull();
        assertThat(prices.monthlyCost(List.of(unknown, node("{}")))).isEqualTo("10.00");
        assertThat(prices.monthlyCost(List.of())).isEqualByComparingTo(BigDecimal.ZERO);
        assertThat(PriceList.NONE.monthlyCost(List.of())).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"prices\": [{}]}",
                "{\"prices\": [{\"resource\": \"x\"}]}",
                "{\"prices\": [{\"resource\": \"x\", \"monthly\": \"10\"}]}",
                "{\"prices\": [{\"resource\": \"x\", \"monthly\": -1}]}",
                "{\"prices\": [{\"resource\": \" \", \"monthly\": 1}]}"
            })
    void aListOfAnotherFormIsRefused(String text) {
        assertThatThrownBy(() -> list(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFileThatCannotBeReadIsRefused() {
        assertThatThrownBy(() -> PriceList.read(folder.resolve("none")))
                .isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> list("{")).isInstanceOf(UncheckedIOException.class);
    }

    private PriceList list(String text) throws IOException {
        return PriceList.read(Files.writeString(folder.resolve("prices.json"), text));
    }

    private static Resource node(String values) {
        try {
            return new Resource("node", new ObjectMapper().readTree(values));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
