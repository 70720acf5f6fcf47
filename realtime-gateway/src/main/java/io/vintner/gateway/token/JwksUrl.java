package io.vintner.gateway.token;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A key set that a server publishes. Redirects are not followed: they could lead anywhere.
 *
 * @param readMax how long connecting and reading may take together
 * @param bytesMax a larger one is not read
 */
record JwksUrl(URI url, Duration readMax, int bytesMax, HttpClient http) implements JwksSource {

    private static final int OK = 200;

    JwksUrl(URI url, Duration readMax, int bytesMax) {
        this(
                url,
                readMax,
                bytesMax,
                HttpClient.newBuilder()
                        .connectTimeout(readMax)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build());
    }

    @Override
    public String name() {
        return "url";
    }

    @Override
    public String read() throws JwksUnavailableException {
        HttpRequest request =
                HttpRequest.newBuilder(url).header("Accept", "application/json").build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(
                        request,
                        HttpResponse.BodyHandlers.limiting(
                                HttpResponse.BodyHandlers.ofByteArray(), bytesMax));
        try {
            HttpResponse<byte[]> response = answer.get(readMax.toNanos(), TimeUnit.NANOSECONDS);
            if (response.statusCode() != OK) {
                throw new JwksUnavailableException(
                        "the server answered " + response.statusCode(), null);
            }
            return new String(response.body(), StandardCharsets.UTF_8);
        } catch (ExecutionException failure) {
            throw new JwksUnavailableException(
                    "the server cannot be asked, or answers more than %d bytes".formatted(bytesMax),
                    failure.getCause());
        } catch (TimeoutException late) {
            throw new JwksUnavailableException("no answer within " + readMax, late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new JwksUnavailableException("interrupted", stopped);
        } finally {
            answer.cancel(true);
        }
    }
}
