package io.vintner.tendril.terraform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands after a run, without anything that Terraform marks as sensitive.
 *
 * @param resources all managed ones, of all modules
 * @param outputs by name
 * @see <a
 *     href="https://developer.hashicorp.com/terraform/internals/json-format#values-representation">
 *     Values representation</a>
 */
public record AppliedState(List<Resource> resources, Map<String, JsonNode> outputs) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One managed resource. */
    public record Resource(String type, String name, JsonNode values) {}

    public AppliedState {
        resources = List.copyOf(resources);
        outputs = Map.copyOf(outputs);
    }

    static AppliedState read(Path stateJson, Path outputsJson) throws IOException {
        List<Resource> resources = new ArrayList<>();
        JsonNode state = JSON.readTree(stateJson.toFile());
        collect(state.path("values").path("root_module"), resources);
        Map<String, JsonNode> outputs = new LinkedHashMap<>();
        JSON.readTree(outputsJson.toFile())
                .properties()
                .forEach(output -> {
                    if (!output.getValue().path("sensitive").asBoolean(true)) {
                        outputs.put(output.getKey(), output.getValue().path("value"));
                    }
                });
        return new AppliedState(resources, outputs);
    }

    private static void collect(JsonNode module, List<Resource> into) {
        for (JsonNode resource : module.path("resources")) {
            if (resource.path("mode").asText().equals("managed")) {
                into.add(
                        new Resource(
                                resource.path("type").asText(),
                                resource.path("name").asText(),
                                open(resource.path("values"), resource.path("sensitive_values"))));
            }
        }
        for (JsonNode child : module.path("child_modules")) {
            collect(child, into);
        }
    }

    /**
     * The value without its sensitive parts.
     *
     * @param marks of the same shape as the value; {@code true} where it is sensitive
     */
    static JsonNode open(JsonNode value, JsonNode marks) {
        if (marks.isBoolean() && marks.booleanValue()) {
            return JsonNodeFactory.instance.nullNode();
        }
        if (value instanceof ObjectNode object && marks.isObject()) {
            ObjectNode open = JsonNodeFactory.instance.objectNode();
            object.properties()
                    .forEach(member -> {
                        JsonNode mark = marks.path(member.getKey());
                        if (!(mark.isBoolean() && mark.booleanValue())) {
                            open.set(member.getKey(), open(member.getValue(), mark));
                        }
                    });
            return open;
        }
        if (value instanceof ArrayNode array && marks.isArray()) {
            ArrayNode open = JsonNodeFactory.instance.arrayNode();
            for (int i = 0; i < array.size(); i++) {
                open.add(open(array.get(i), marks.path(i)));
            }
            return open;
        }
        return value;
    }
}
