package io.vintner.tendril.terraform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/**
 * How many resources a plan adds, changes and destroys, counted as Terraform itself does: a
 * replacement is one of each, reading a data source is nothing.
 *
 * @see <a
 *     href="https://developer.hashicorp.com/terraform/internals/json-format#change-representation">
 *     Change representation</a>
 */
public record PlanCounts(int add, int change, int destroy) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static PlanCounts read(Path planJson) throws IOException {
        int add = 0;
        int change = 0;
        int destroy = 0;
        JsonNode plan = JSON.readTree(planJson.toFile());
        for (JsonNode resource : plan.path("resource_changes")) {
            for (JsonNode action : resource.path("change").path("actions")) {
                switch (action.asText()) {
                    case "create" -> add++;
                    case "update" -> change++;
                    case "delete" -> destroy++;
                    default -> {
                        // no-op, read, forget: nothing real happens
                    }
                }
            }
        }
        return new PlanCounts(add, change, destroy);
    }
}
