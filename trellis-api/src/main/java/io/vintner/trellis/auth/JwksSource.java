package io.vintner.trellis.auth;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where a key set is kept, for the library that remembers it and asks again. Reading takes time: to
 * be called on a virtual thread.
 *
 * @param keysMax how many keys it may hold
 */
record JwksSource(String name, Place place, int keysMax) implements JWKSetSource<SecurityContext> {

    private static final Logger LOG = Logger.getLogger(JwksSource.class);
    private static final int OK = 200;

    /** What holds the document. */
    @FunctionalInterface
    interface Place {

        /**
         * The document as it is now.
         *
         * @throws JWKSetUnavailableException if it cannot be read, or is too large
         */
        byte[] read() throws JWKSetUnavailableException;
    }

    @Override
    public JWKSet getJWKSet(
            JWKSetCacheRefreshEvaluator refresh, long now, @Nullable SecurityContext nothing)
            throws JWKSetUnavailableException {
        try {
            JWKSet keys =
                    JwksDocument.read(new String(place.read(), StandardCharsets.UTF_8), keysMax);
            LOG.debugf("keys were read, source=%s keys=%d", name, keys.size());
            return keys;
        } catch (JWKSetUnavailableException unusable) {
            LOG.warnf(
                    "keys cannot be read, the last good ones stay, source=%s error=%s",
                    name, unusable.getMessage());
            throw unusable;
        }
    }

    @Override
    public void close() {
        // Holds nothing open.
    }

    static JwksSource file(Path file, TokenConfig.Jwks limits) {
        return new JwksSource("file", () -> read(file, limits.bytesMax()), limits.keysMax());
    }

    /** Redirects are not followed: they could lead anywhere. */
    static JwksSource url(URI url, TokenConfig.Jwks limits) {
        HttpClient http =
                HttpClient.newBuilder()
                        .connectTimeout(limits.readMax())
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
        return new JwksSource(
                "url",
                () -> read(http, url, limits.readMax(), limits.bytesMax()),
                limits.keysMax());
    }

    private static byte[] read(Path file, int bytesMax) throws JWKSetUnavailableException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(bytesMax + 1);
            if (bytes.length > bytesMax) {
                throw new JWKSetUnavailableException("larger than %d bytes".formatted(bytesMax));
            }
            return bytes;
        } catch (IOException unreadable) {
            throw new JWKSetUnavailableException("the file cannot be read", unreadable);
        }
    }

    private static byte[] read(HttpClient http, URI url, Duration readMax, int bytesMax)
            throws JWKSetUnavailableException {
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
                throw new JWKSetUnavailableException(
                        "the server answered " + response.statusCode());
            }
            return response.body();
        } catch (ExecutionException failure) {
            throw new JWKSetUnavailableException(
                    "the server cannot be asked, or answers more than %d bytes".formatted(bytesMax),
                    failure.getCause());
        } catch (TimeoutException late) {
            throw new JWKSetUnavailableException("no answer within " + readMax, late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new JWKSetUnavailableException("interrupted", stopped);
        } finally {
            answer.cancel(true);
        }
    }
}
