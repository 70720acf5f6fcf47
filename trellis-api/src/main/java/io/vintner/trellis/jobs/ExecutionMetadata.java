package io.vintner.trellis.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vintner.trellis.prices.Resource;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a Tendril tells of a run beside its status: plan counts, resources in the state, outputs.
 * Only the resources are read here, and with leniency: agents may be newer or older.
 */
record ExecutionMetadata(JsonNode node) {

    private static final int CHARS_MAX = 8 << 20;

    static ExecutionMetadata of(@Nullable JsonNode sent) {
        if (sent == null || sent.isNull()) {
            return new ExecutionMetadata(MissingNode.getInstance());
        }
        if (!sent.isObject()) {
            throw ProblemException.invalid("execution_metadata", "must be an object");
        }
        ExecutionMetadata metadata = new ExecutionMetadata(sent);
        if (metadata.json().length() > CHARS_MAX) {
            throw new ProblemException(
                    ProblemType.BODY_TOO_LARGE,
                    "execution_metadata has at most %d characters".formatted(CHARS_MAX));
        }
        return metadata;
    }

    boolean isPresent() {
        return !node.isMissingNode();
    }

    /** Its text, without the one character that PostgreSQL's jsonb cannot hold. */
    String json() {
        return node.toString().replace("\\u0000", "\\ufffd");
    }

    List<Resource> resources() {
        List<Resource> resources = new ArrayList<>();
        for (JsonNode resource : node.path("resources")) {
            resources.add(new Resource(resource.path("type").asText(""), resource.path("values")));
        }
        return resources;
    }
}
