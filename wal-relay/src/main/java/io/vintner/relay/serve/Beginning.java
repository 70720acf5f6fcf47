package io.vintner.relay.serve;

import io.vertx.core.http.HttpServerRequest;
import io.vintner.change.ChangePosition;
import io.vintner.change.MalformedFeedException;
import io.vintner.relay.window.Place;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where a reader wants to begin. */
sealed interface Beginning {

    /** Behind the last that it has. */
    record After(Place last) implements Beginning {
        @Override
        public String toString() {
            return last.position().toString();
        }
    }

    /** With what commits from now on. */
    record Now() implements Beginning {
        @Override
        public String toString() {
            return "now";
        }
    }

    /** With the oldest that the relay still has. */
    record Oldest() implements Beginning {
        @Override
        public String toString() {
            return "oldest";
        }
    }

    /**
     * Reads it from the parameters {@code from}, {@code committed-at} and {@code start}.
     *
     * @throws MalformedFeedException if the position cannot be read
     * @throws NumberFormatException if the commit time cannot be read
     */
    static Beginning of(HttpServerRequest request) {
        String from = request.getParam("from");
        if (from != null) {
            String micros = request.getParam("committed-at");
            return new After(
                    new Place(ChangePosition.parse(from), micros == null ? null : instant(micros)));
        }
        String start = request.getParam("start");
        if (start == null) {
            return new Now();
        }
        if (!start.equals("oldest")) {
            throw new MalformedFeedException("expected start=oldest, came '" + start + "'");
        }
        return new Oldest();
    }

    private static Instant instant(String micros) {
        return Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS);
    }
}
