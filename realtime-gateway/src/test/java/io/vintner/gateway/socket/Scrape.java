package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;

/**
 * All metrics of a gateway at one moment, as Prometheus reads them.
 *
 * @param samples by name and labels, as they are written
 */
record Scrape(Map<String, Double> samples) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    Scrape {
        samples = Map.copyOf(samples);
    }

    static Scrape of(int port) {
        URI address = URI.create("http://127.0.0.1:%d/q/metrics".formatted(port));
        Map<String, Double> samples = new HashMap<>();
        try {
            HTTP.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        int value = line.lastIndexOf(' ');
                        samples.put(
                                line.substring(0, value),
                                Double.parseDouble(line.substring(value + 1)));
                    });
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
        }
        return new Scrape(samples);
    }

    /** The value of a sample, labels included in its name; fails if there is no such sample. */
    double value(String sample) {
        assertThat(samples).containsKey(sample);
        return samples.get(sample);
    }

    /** The value of a sample that appears with its first event; 0 before. */
    double count(String sample) {
        return samples.getOrDefault(sample, 0.0);
    }
}
