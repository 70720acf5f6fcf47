package io.vintner.tendril;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** An answer of the {@link StrictControlPlane}. */
@SuppressWarnings("ArrayRecordComponent")
record StrictAnswer(int status, byte[] body, Map<String, String> headers) {

    static final StrictAnswer NOTHING = new StrictAnswer(204, new byte[0], Map.of());

    static StrictAnswer json(int status, JsonNode body) {
        return new StrictAnswer(status, body.toString().getBytes(UTF_8), Map.of());
    }

    static StrictAnswer bytes(byte[] body) {
        return new StrictAnswer(200, body, Map.of());
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

    StrictAnswer with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new StrictAnswer(status, body, more);
    }

    void send(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        headers.forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
