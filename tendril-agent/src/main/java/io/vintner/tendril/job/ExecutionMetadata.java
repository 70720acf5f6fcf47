package io.vintner.tendril.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vintner.tendril.joblog.SecretMask;
import io.vintner.tendril.terraform.AppliedState;
import io.vintner.tendril.terraform.PlanCounts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a finished job tells about itself besides its log.
 *
 * @param plan null for a job that made none
 * @param applied null for a job that changed nothing, or if it could not be read
 * @param moduleVersion what exactly the module was; null where the configuration says all
 */
record ExecutionMetadata(
        @Nullable PlanCounts plan, @Nullable AppliedState applied, @Nullable String moduleVersion) {

    static final ExecutionMetadata NONE = new ExecutionMetadata(null, null, null);

    /** Beyond this many bytes the resources go without their values. */
    private static final int BYTES_MAX = 4 * 1024 * 1024;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    static ExecutionMetadata planned(PlanCounts plan) {
        return new ExecutionMetadata(plan, null, null);
    }

    static ExecutionMetadata applied(PlanCounts plan, Optional<AppliedState> applied) {
        return new ExecutionMetadata(plan, applied.orElse(null), null);
    }

    ExecutionMetadata of(@Nullable String module) {
        return new ExecutionMetadata(plan, applied, module);
    }

    /** The form of the contract, with every secret masked. */
    JsonNode json(SecretMask mask) {
        JsonNode whole = json(mask, true);
        return whole.toString().length() <= BYTES_MAX ? whole : json(mask, false);
    }

    private JsonNode json(SecretMask mask, boolean withValues) {
        ObjectNode json = JSON.objectNode();
        if (plan != null) {
            json.putObject("plan")
                    .put("add", plan.add())
                    .put("change", plan.change())
                    .put("destroy", plan.destroy());
        }
        if (moduleVersion != null) {
            json.putObject("module").put("version", moduleVersion);
        }
        if (applied != null) {
            ArrayNode resources = json.putArray("resources");
            for (AppliedState.Resource resource : applied.resources()) {
                ObjectNode one = resources.addObject();
                one.put("type", resource.type()).put("name", resource.name());
                one.set("values", withValues ? masked(resource.values(), mask) : JSON.objectNode());
            }
            ObjectNode outputs = json.putObject("outputs");
            if (withValues) {
                applied.outputs().forEach((name, value) -> outputs.set(name, masked(value, mask)));
            }
        }
        return json;
    }

    private static JsonNode masked(JsonNode value, SecretMask mask) {
        return switch (value) {
            case TextNode text -> JSON.textNode(mask.mask(text.textValue()));
            case ObjectNode object -> {
                ObjectNode masked = JSON.objectNode();
                object.properties()
                        .forEach(member ->
                                masked.set(
                                        mask.mask(member.getKey()),
                                        masked(member.getValue(), mask)));
                yield masked;
            }
            case ArrayNode array -> {
                ArrayNode masked = JSON.arrayNode();
                array.forEach(element -> masked.add(masked(element, mask)));
                yield masked;
            }
            default -> value;
        };
    }
}
