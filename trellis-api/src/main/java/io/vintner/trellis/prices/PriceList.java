package io.vintner.trellis.prices;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What resources cost in a month, by the operator's list. For each resource the first line that
 * covers it counts; resources that no line covers count as nothing. Immutable.
 */
public final class PriceList {

    /** The list of an operator who gave none: it knows no cost of anything. */
    static final PriceList NONE = new PriceList(List.of());

    private final List<Price> prices;

    private PriceList(List<Price> prices) {
        this.prices = List.copyOf(prices);
    }

    /**
     * Reads {@code {"prices": [{"resource": "…", "when": {"input.size": "large"}, "monthly":
     * 12.5}]}}.
     *
     * @throws UncheckedIOException if the file cannot be read
     * @throws IllegalArgumentException if it is not of that form
     */
    static PriceList read(Path file) {
        try {
            JsonNode lines = new ObjectMapper().readTree(Files.readString(file)).path("prices");
            if (!lines.isArray()) {
                throw new IllegalArgumentException(
                        "vintner.trellis.prices.file needs a list under \"prices\"");
            }
            List<Price> prices = new ArrayList<>();
            lines.forEach(line -> prices.add(price(line)));
            return new PriceList(prices);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(
                    "vintner.trellis.prices.file cannot be read", unreadable);
        }
    }

    /**
     * The cost of all {@code resources} together in a month.
     *
     * @return null when there is no list, or when it covers none of them
     */
    public @Nullable BigDecimal monthlyCost(List<Resource> resources) {
        if (prices.isEmpty()) {
            return null;
        }
        BigDecimal sum = BigDecimal.ZERO;
        boolean covered = resources.isEmpty();
        for (Resource made : resources) {
            for (Price price : prices) {
                if (price.covers(made)) {
                    sum = sum.add(price.monthly());
                    covered = true;
                    break;
                }
            }
        }
        return covered ? sum.setScale(2, RoundingMode.HALF_UP) : null;
    }

    private static Price price(JsonNode line) {
        if (!line.path("resource").isTextual() || !line.path("monthly").isNumber()) {
            throw new IllegalArgumentException(
                    "each price needs a text \"resource\" and a number \"monthly\"");
        }
        Map<String, JsonNode> when = new HashMap<>();
        line.path("when")
                .properties()
                .forEach(condition -> when.put(condition.getKey(), condition.getValue()));
        return new Price(
                line.path("resource").textValue(), when, line.path("monthly").decimalValue());
    }
}
