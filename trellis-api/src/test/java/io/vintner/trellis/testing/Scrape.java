package io.vintner.trellis.testing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;

/**
 * The service's own metrics at one moment, as Prometheus reads them.
 *
 * @param samples by name and label, as they are written, without {@code vintner_trellis_}
 */
public record Scrape(Map<String, Double> samples) {

    private static final String PREFIX = "vintner_trellis_";

    public Scrape {
        samples = Map.copyOf(samples);
    }

    public static Scrape take() {
        Map<String, Double> samples = new HashMap<>();
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .lines()
                .filter(line -> line.startsWith(PREFIX))
                .forEach(line -> {
                    int value = line.lastIndexOf(' ');
                    samples.put(
                            line.substring(PREFIX.length(), value),
                            Double.parseDouble(line.substring(value + 1)));
                });
        return new Scrape(samples);
    }

    /** The value of a sample, label included in its name; fails if there is no such sample. */
    public double value(String sample) {
        assertThat(samples).containsKey(sample);
        return samples.get(sample);
    }

    /** By how much a sample is larger than it was. */
    public double grownSince(Scrape before, String sample) {
        return value(sample) - before.value(sample);
    }
}
