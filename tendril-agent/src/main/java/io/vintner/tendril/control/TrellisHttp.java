package io.vintner.tendril.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;

/**
 * Sends requests and tells an answer from a refusal and from no answer at all. Follows no redirect:
 * the worker's token goes to the configured address only.
 */
final class TrellisHttp {

    /** Larger answers are cut off and count as none. A state is the largest thing that comes. */
    private static final long ANSWER_BYTES_MAX = 256L * 1024 * 1024;

    /** Statuses of which the next attempt may know better: timeout, too early, too many. */
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);

    private final HttpClient client;
    private final URI base;

    TrellisHttp(HttpClient client, URI base) {
        this.client = client;
        this.base = URI.create(base.toString().replaceAll("/+$", "") + "/");
    }

    HttpRequest.Builder request(String path, Duration timeout) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(timeout);
    }

    HttpRequest.Builder json(String path, Duration timeout) {
        return request(path, timeout).header("Content-Type", "application/json");
    }

    HttpResponse<byte[]> send(HttpRequest request)
            throws ControlPlaneException, InterruptedException {
        HttpResponse<byte[]> response;
        try {
            response =
                    client.send(
                            request,
                            BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
        } catch (IOException away) {
            throw new UnansweredException(away.getClass().getSimpleName(), away);
        }
        int status = response.statusCode();
        if (status / 100 == 2) {
            return response;
        }
        if (status / 100 == 5 || PASSING.contains(status)) {
            throw new UnansweredException("status " + status);
        }
        throw refusal(status, response.body());
    }

    private static RefusedException refusal(int status, byte[] body) {
        try {
            Wire.Problem problem = Wire.JSON.readValue(body, Wire.Problem.class);
            String code = problem.code() == null ? "status-" + status : problem.code();
            return new RefusedException(status, code, problem.nextSeq());
        } catch (IOException noProblem) {
            return new RefusedException(status, "status-" + status, null);
        }
    }

    /** Reads an answer; one that cannot be read is none. */
    <A> A read(HttpResponse<byte[]> response, Class<A> type) throws UnansweredException {
        try {
            return Wire.JSON.readValue(response.body(), type);
        } catch (IOException malformed) {
            throw new UnansweredException("an answer that is not the expected JSON", malformed);
        }
    }

    static byte[] write(Object body) {
        try {
            return Wire.JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a record that cannot be written", impossible);
        }
    }
}
