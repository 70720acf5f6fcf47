package io.vintner.trellis.prices;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;

/**
 * One line of the price list.
 *
 * @param resource Terraform's type
 * @param when attributes (a path of names joined by dots) and the value that each must have; empty:
 *     any resource of the type
 * @param monthly the price of one in a month
 */
record Price(String resource, Map<String, JsonNode> when, BigDecimal monthly) {

    Price {
        when = Map.copyOf(when);
        if (resource.isBlank() || monthly.signum() < 0) {
            throw new IllegalArgumentException(
                    "a price needs a resource type and a monthly price of 0 or more");
        }
    }

    boolean covers(Resource made) {
        return made.type().equals(resource)
                && when.entrySet().stream()
                        .allMatch(
                                condition -> holds(condition.getKey(), condition.getValue(), made));
    }

    private static boolean holds(String path, JsonNode expected, Resource made) {
        JsonNode value = made.values();
        for (String name : path.split("\\.", -1)) {
            value = value.path(name);
        }
        return (value.isNumber() && expected.isNumber())
                ? value.decimalValue().compareTo(expected.decimalValue()) == 0
                : value.equals(expected);
    }
}
