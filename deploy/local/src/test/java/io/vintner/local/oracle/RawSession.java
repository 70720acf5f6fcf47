package io.vintner.local.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One socket of a {@link RawClient}, from its opening to its end. Thread-safe. */
final class RawSession implements WebSocket.Listener {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long ANSWER_NANOS_MAX = TimeUnit.SECONDS.toNanos(15);
    private static final int STALLED_TURNS = 12;

    private final RawFrames frames;
    private final Supplier<String> tokens;
    private final Map<String, RawChannel> channels = new LinkedHashMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final StringBuilder parts = new StringBuilder();
    private final Map<ChannelLog, Integer> beforeLastAnswer = new HashMap<>();
    private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);
    private @Nullable WebSocket socket;
    private boolean over;
    private boolean beatAnswered = true;
    private long beatAt;
    private int refs;
    private int stalledTurns;
    private int owed;

    RawSession(RawClient.Plan plan, Supplier<String> tokens, Markers markers) {
        this.frames = new RawFrames(plan.serializer());
        this.tokens = tokens;
        for (ChannelLog log : plan.channels()) {
            channels.put("realtime:" + log.name(), new RawChannel(log, markers));
        }
    }

    synchronized void opened(WebSocket opened) {
        socket = opened;
        beatAt = System.nanoTime();
    }

    boolean awaitEnd(int millis) throws InterruptedException {
        return ended.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Does what is due. */
    synchronized void turn(long now) {
        if (over) {
            return;
        }
        if (stalledTurns > 0 && --stalledTurns == 0 && socket != null && owed > 0) {
            socket.request(owed);
            owed = 0;
        }
        channels.forEach((topic, channel) -> {
            if (channel.isToBeJoined()) {
                join(topic, channel);
            }
        });
        if (beatAnswered && now - beatAt > BEAT_NANOS) {
            beat(now);
        } else if (!beatAnswered && now - beatAt > ANSWER_NANOS_MAX) {
            abort();
        }
    }

    synchronized void leaveOne(Random chance) {
        List<String> topics = List.copyOf(channels.keySet());
        String topic = topics.get(chance.nextInt(topics.size()));
        RawChannel channel = channels.get(topic);
        if (channel != null && channel.leave()) {
            send(frames.write(channel.ref(), nextRef(), topic, "phx_leave", Map.of()));
        }
    }

    synchronized void renewTokens() {
        channels.forEach((topic, channel) -> {
            if (channel.isJoined()) {
                send(
                        frames.write(
                                channel.ref(),
                                nextRef(),
                                topic,
                                "access_token",
                                Map.of("access_token", tokens.get())));
            }
        });
    }

    /** Reads nothing for a while. */
    synchronized void stall() {
        stalledTurns = STALLED_TURNS;
    }

    /** Breaks the connection: what is on its way is lost. */
    void abort() {
        WebSocket open;
        synchronized (this) {
            open = socket;
            end();
        }
        if (open != null) {
            open.abort();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        synchronized (this) {
            parts.append(part);
            if (last) {
                String frame = parts.toString();
                parts.setLength(0);
                if (!over) {
                    hear(frame);
                }
            }
            if (stalledTurns > 0) {
                owed++;
            } else {
                from.request(1);
            }
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        end();
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        end();
    }

    private synchronized void end() {
        if (!over) {
            over = true;
            long now = System.nanoTime();
            channels.values().forEach(channel -> channel.log().end(now));
        }
        ended.countDown();
    }

    private void hear(String text) {
        RawFrames.Frame frame;
        try {
            frame = frames.read(JSON.readTree(text));
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException(malformed);
        }
        if (frame.topic().equals("phoenix")) {
            beatAnswered = true;
            channels.values()
                    .forEach(channel -> beforeLastAnswer.put(channel.log(), channel.log().size()));
            return;
        }
        RawChannel channel = channels.get(frame.topic());
        if (channel != null) {
            channel.hear(frame);
        }
    }

    private void join(String topic, RawChannel channel) {
        String ref = nextRef();
        channel.joining(ref);
        List<Map<String, String>> bindings =
                channel.log().expectation().bindings().stream().map(Binding::json).toList();
        send(
                frames.write(
                        ref,
                        ref,
                        topic,
                        "phx_join",
                        Map.of(
                                "config",
                                Map.of("postgres_changes", bindings),
                                "access_token",
                                tokens.get())));
    }

    private void beat(long now) {
        channels.values()
                .forEach(channel -> {
                    Integer proves = beforeLastAnswer.get(channel.log());
                    if (proves != null && channel.isJoined()) {
                        channel.log().add(new Heard.Beat(now, proves));
                    }
                });
        beatAnswered = false;
        beatAt = now;
        send(frames.write(null, nextRef(), "phoenix", "heartbeat", Map.of()));
    }

    private String nextRef() {
        return Integer.toString(++refs);
    }

    private void send(String frame) {
        WebSocket open = socket;
        if (open != null) {
            sending = sending.thenCompose(_ -> open.sendText(frame, true));
        }
    }

    /** The bindings' places by the numbers that the gateway has given them. */
    static Map<Long, List<Integer>> places(JsonNode bindings) {
        Map<Long, List<Integer>> places = new HashMap<>();
        for (int index = 0; index < bindings.size(); index++) {
            places.computeIfAbsent(bindings.path(index).path("id").asLong(), _ -> new ArrayList<>())
                    .add(index);
        }
        return places;
    }
}
