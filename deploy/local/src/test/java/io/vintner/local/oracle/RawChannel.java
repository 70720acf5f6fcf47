package io.vintner.local.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A channel on one socket of a {@link RawClient}. Guarded by its session. */
final class RawChannel {

    /** So many turns pass before a join that was refused is tried again. */
    private static final int REFUSED_TURNS = 3;

    private final ChannelLog log;
    private final Markers markers;
    private State state = State.IDLE;
    private String ref = "";
    private int turnsToWait;
    private Map<Long, List<Integer>> places = Map.of();

    private enum State {
        IDLE,
        JOINING,
        JOINED
    }

    RawChannel(ChannelLog log, Markers markers) {
        this.log = log;
        this.markers = markers;
    }

    ChannelLog log() {
        return log;
    }

    /** The reference of its last join. */
    String ref() {
        return ref;
    }

    boolean isJoined() {
        return state == State.JOINED;
    }

    /** Asked once a turn. */
    boolean isToBeJoined() {
        return state == State.IDLE && turnsToWait-- <= 0;
    }

    void joining(String joinRef) {
        state = State.JOINING;
        ref = joinRef;
    }

    /** Whether there was anything to leave; from here on nothing is heard. */
    boolean leave() {
        if (state != State.JOINED) {
            return false;
        }
        log.add(new Heard.Left());
        idle();
        return true;
    }

    void hear(RawFrames.Frame frame) {
        switch (frame.event()) {
            case "phx_reply" -> {
                if (state == State.JOINING && frame.ref().equals(ref)) {
                    answered(frame.payload());
                }
            }
            case "postgres_changes" -> {
                if (state == State.JOINED) {
                    log.add(new Heard.Told(message(frame.payload())));
                }
            }
            case "system" -> {
                if (state == State.JOINED) {
                    system(frame.payload());
                }
            }
            case "phx_error", "phx_close" -> {
                if (state == State.JOINED && frame.ref().equals(ref)) {
                    log.end(System.nanoTime());
                    idle();
                }
            }
            default -> {
                // Nothing else is asked for.
            }
        }
    }

    private void answered(JsonNode reply) {
        if (reply.path("status").asText().equals("ok")) {
            state = State.JOINED;
            places = RawSession.places(reply.at("/response/postgres_changes"));
            log.add(new Heard.Joined(markers.next(), System.nanoTime()));
        } else {
            idle();
        }
    }

    private void idle() {
        state = State.IDLE;
        turnsToWait = REFUSED_TURNS;
    }

    private String message(JsonNode payload) {
        TreeSet<Integer> bindings = new TreeSet<>();
        for (JsonNode id : payload.path("ids")) {
            bindings.addAll(places.getOrDefault(id.asLong(), List.of(-1)));
        }
        return Messages.ofWire(payload.path("data"), List.copyOf(bindings));
    }

    private void system(JsonNode payload) {
        Messages.system(payload).ifPresent(log::add);
    }
}
