package io.vintner.local.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.local.gateway.NodeClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The newest unmodified client in a process of its own, with one channel of two bindings that never
 * match the same change.
 */
final class StockOracleClient implements OracleClient {

    private final ChannelLog log;
    private final Markers markers;
    private final NodeClient node;
    private final AtomicInteger cuts = new AtomicInteger();
    private boolean answered;
    private int beforeLastAnswer;

    /**
     * @param settings with the resume id among the {@code params}
     */
    StockOracleClient(ChannelLog log, NodeClient.Settings settings, Markers markers) {
        this.log = log;
        this.markers = markers;
        this.node = NodeClient.start(settings, this::hear);
        node.join(log.name(), log.expectation().bindings().stream().map(Binding::json).toList());
    }

    @Override
    public List<ChannelLog> channels() {
        return List.of(log);
    }

    @Override
    public void cut() {
        node.cut();
    }

    /** How often an open connection of it was cut. */
    int cuts() {
        return cuts.get();
    }

    @Override
    public void calmDown() {
        // It does nothing else.
    }

    @Override
    public void close() {
        node.close();
    }

    private void hear(JsonNode line) {
        long now = System.nanoTime();
        if (line.path("cut").asBoolean()) {
            cuts.incrementAndGet();
        } else if (line.has("heartbeat")) {
            beat(line.path("heartbeat").asText(), now);
        } else if (line.path("status").asText().equals("SUBSCRIBED")) {
            log.add(new Heard.Joined(markers.next(), now));
        } else if (line.has("status")) {
            log.end(now);
        } else if (line.has("change")) {
            log.add(
                    new Heard.Told(
                            Messages.ofCallback(
                                    line.path("change"), List.of(line.path("binding").asInt()))));
        } else if (line.has("system")) {
            Messages.system(line.path("system")).ifPresent(log::add);
        }
    }

    private void beat(String what, long now) {
        switch (what) {
            case "ok" -> {
                answered = true;
                beforeLastAnswer = log.size();
            }
            case "sent" -> {
                if (answered && log.isJoined()) {
                    log.add(new Heard.Beat(now, beforeLastAnswer));
                }
                answered = false;
            }
            default -> answered = false;
        }
    }

    /** The options of a client that resumes by that id and beats every second. */
    static Map<String, Object> realtime(String resumeId, String serializer) {
        return Map.of(
                "params",
                Map.of("resume", resumeId),
                "vsn",
                serializer,
                "heartbeatIntervalMs",
                1_000);
    }
}
