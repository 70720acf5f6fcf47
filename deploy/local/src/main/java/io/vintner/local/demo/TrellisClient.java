package io.vintner.local.demo;

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
import org.jspecify.annotations.Nullable;

/**
 * The Trellis API as one user sees it; see {@code docs/contracts/trellis-api.md}. Thread-safe.
 * Blocks; every call is bounded by {@value #ANSWER_SECONDS_MAX} seconds.
 */
public final class TrellisClient implements AutoCloseable {

    private static final int ANSWER_SECONDS_MAX = 30;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String address;
    private final String token;

    /**
     * @param address scheme, host and port, without a path
     * @param token the user's JWT
     */
    public TrellisClient(String address, String token) {
        this.address = address;
        this.token = token;
    }

    /** The answer to a GET; a missing node when it has no body. */
    public JsonNode get(String path) throws IOException, InterruptedException {
        return call("GET", path, null);
    }

    /** The answer to a POST of {@code body} as JSON, or of nothing when it is null. */
    public JsonNode post(String path, @Nullable Object body)
            throws IOException, InterruptedException {
        return call("POST", path, body);
    }

    public void delete(String path) throws IOException, InterruptedException {
        call("DELETE", path, null);
    }

    /**
     * The answer to any call.
     *
     * @throws TrellisRefusal if the API answered with a problem
     * @throws IOException if it did not answer
     */
    public JsonNode call(String method, String path, @Nullable Object body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path))
                        .timeout(Duration.ofSeconds(ANSWER_SECONDS_MAX))
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "application/json, application/problem+json");
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        request.method(
                method,
                body == null
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofByteArray(json.writeValueAsBytes(body)));
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        JsonNode read = read(answer.body());
        if (answer.statusCode() >= 300) {
            throw new TrellisRefusal(method + " " + path, answer.statusCode(), read);
        }
        return read;
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
