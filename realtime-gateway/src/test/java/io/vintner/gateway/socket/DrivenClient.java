package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The unmodified npm client, somewhere else: is told what to do, and says what happens. */
abstract class DrivenClient implements AutoCloseable {

    private final BlockingQueue<JsonNode> said = new LinkedBlockingQueue<>();

    /** Tells it to do something: a command and its fields, as JSON. */
    abstract void tell(String command);

    @Override
    public abstract void close();

    /** It said something. */
    final void heard(JsonNode event) {
        said.add(event);
    }

    /** The next thing it says that is wanted; fails if it does not say it soon. */
    JsonNode next(Predicate<JsonNode> wanted) {
        List<JsonNode> others = new ArrayList<>();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        try {
            while (true) {
                JsonNode event = said.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                assertThat(event).as("it only said " + others).isNotNull();
                if (wanted.test(event)) {
                    return event;
                }
                others.add(event);
            }
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
        }
    }

    /** The next status of that channel. */
    String status(String channel) {
        return next(event -> event.path("channel").asText().equals(channel) && event.has("status"))
                .path("status")
                .asText();
    }

    /** Waits until all of these channels are subscribed, in any order. */
    void awaitSubscribed(String... channels) {
        List<String> missing = new ArrayList<>(List.of(channels));
        while (!missing.isEmpty()) {
            JsonNode event = next(said -> said.has("status"));
            assertThat(event.path("status").asText()).as("%s", event).isEqualTo("SUBSCRIBED");
            missing.remove(event.path("channel").asText());
        }
    }

    /** Everything that it has said and nobody has asked for. */
    List<JsonNode> unheard() {
        List<JsonNode> all = new ArrayList<>();
        said.drainTo(all);
        return all;
    }
}
