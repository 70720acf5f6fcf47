package io.vintner.trellis.modules;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.trellis.problem.ProblemException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a source as a caller sent them: texts, and none but the known ones.
 *
 * @param name of the object that holds them, for complaints
 */
record SourceFields(String name, JsonNode node) {

    private static final String SUBFOLDER = "subfolder";

    SourceFields {
        if (!node.isObject()) {
            throw ProblemException.invalid(name, "must be an object");
        }
    }

    /** Refuses what is not known: a misspelt field would be silently without effect. */
    SourceFields allow(String... known) {
        Set<String> names = Set.of(known);
        node.fieldNames()
                .forEachRemaining(field -> {
                    if (!names.contains(field)) {
                        throw ProblemException.invalid(name + "." + field, "is not known");
                    }
                });
        return this;
    }

    String required(String field) {
        String text = optional(field);
        if (text == null) {
            throw ProblemException.invalid(name + "." + field, "is needed");
        }
        return text;
    }

    @Nullable String optional(String field) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw ProblemException.invalid(name + "." + field, "must be a text");
        }
        return value.textValue();
    }

    /** The folder below the source's top where Terraform is to run; null: at the top. */
    @Nullable String subfolder() {
        String subfolder = optional(SUBFOLDER);
        if (subfolder != null) {
            ModulePath.check(subfolder);
        }
        return subfolder;
    }
}
