package io.vintner.trellis.modules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vintner.trellis.problem.ProblemException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A module that its owner has uploaded.
 *
 * @param sha256 of the bundle, in hex, as the upload answered it
 * @param subfolder where Terraform runs; null: at the bundle's top
 */
public record ModuleBundle(String sha256, @Nullable String subfolder) implements ModuleSource {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    static ModuleBundle checked(SourceFields fields) {
        fields.allow("sha256", "subfolder");
        String sha256 = fields.required("sha256");
        if (!SHA256.matcher(sha256).matches()) {
            throw ProblemException.invalid(
                    "module.bundle.sha256", "must be 64 hexadecimal digits, in lower case");
        }
        return new ModuleBundle(sha256, fields.subfolder());
    }

    static ModuleBundle stored(JsonNode content) {
        return new ModuleBundle(
                content.path("sha256").asText(), content.path("subfolder").textValue());
    }

    @Override
    public Kind kind() {
        return Kind.BUNDLE;
    }

    @Override
    public ObjectNode content() {
        ObjectNode content = JsonNodeFactory.instance.objectNode().put("sha256", sha256);
        if (subfolder != null) {
            content.put("subfolder", subfolder);
        }
        return content;
    }
}
