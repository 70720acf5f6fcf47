package io.vintner.tendril;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** An answer of the {@link StrictControlPlane}. */
@SuppressWarnings("ArrayRecordComponent")
record StrictAnswer(int status, byte[] body) {

    static StrictAnswer json(int status, JsonNode body) {
        return new StrictAnswer(status, body.toString().getBytes(UTF_8));
    }

    static StrictAnswer problem(int status, String code) {
        return json(
                status,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "https://vintner.dev/problems/" + code)
                        .put("status", status)
                        .put("code", code));
    }
}
