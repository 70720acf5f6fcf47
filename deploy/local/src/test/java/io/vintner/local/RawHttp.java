package io.vintner.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plain HTTP, for calls that no well-behaved client makes. */
final class RawHttp implements AutoCloseable {

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final String address;

    RawHttp(String address) {
        this.address = address;
    }

    /** A status and a JSON body, a missing node if there is none or it is something else. */
    record Answer(int status, String contentType, JsonNode body) {
        String code() {
            return body.path("code").asText();
        }
    }

    Answer call(String method, String path, Map<String, String> headers, @Nullable Object body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofSeconds(30));
        headers.forEach(request::header);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        request.method(
                method,
                switch (body) {
                    case null -> BodyPublishers.noBody();
                    case String text -> BodyPublishers.ofString(text);
                    default -> BodyPublishers.ofByteArray(json.writeValueAsBytes(body));
                });
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        return new Answer(
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(""),
                read(answer.body()));
    }

    @Override
    public void close() {
        http.close();
    }

    private JsonNode read(String body) {
        try {
            return body.isBlank() ? MissingNode.getInstance() : json.readTree(body);
        } catch (JsonProcessingException _) {
            return MissingNode.getInstance();
        }
    }
}
