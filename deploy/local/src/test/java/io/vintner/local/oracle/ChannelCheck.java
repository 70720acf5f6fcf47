package io.vintner.local.oracle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a channel has heard with what it was to be told.
 *
 * <p>Within one join the messages follow one another without a hole or a repeat, but for what had
 * been committed before a fresh one was answered. A join that is answered {@code resumed} begins
 * with what comes next, or with something that was told before but never proven by a heartbeat. One
 * that is answered {@code fetch}, or has no resume id, begins no later than with what follows the
 * marker that was written after it. {@code fetch} comes only where there can be no receipt, or the
 * client has not proven by a heartbeat that it was reached by the last one; only then may something
 * come again after it: what came since that one.
 */
final class ChannelCheck {

    /**
     * A heartbeat counts after 3 s, in which no other begins to count; then it is stored with the
     * next statement of the gateway. Twice that, and something for a busy machine.
     */
    private static final long PROVEN_AFTER = TimeUnit.SECONDS.toNanos(12);

    /** A join that was answered so much later may have met the database while it was away. */
    private static final long ANSWERED_WITHIN = TimeUnit.SECONDS.toNanos(3);

    private static final int UNKNOWN = -1;

    private final ChannelLog log;
    private final List<Heard> entries;
    private final List<String> expected;
    private final Function<String, OptionalInt> afterMarker;
    private final Disturbances disturbances;
    private final Map<String, Integer> places = new HashMap<>();
    private final Map<String, Integer> placesForAny = new HashMap<>();
    private final Counts counts = new Counts();

    /** Of each entry of the log: the furthest place that was told before it in the same join. */
    private final int[] toldBefore;

    private Join join = Join.NONE;

    /** What is told next must not be after this place. */
    private int due = UNKNOWN;

    private int last = UNKNOWN;
    private int proven = UNKNOWN;

    /** Whether the next join must be resumed. */
    private boolean hasReceipt;

    /** Where the joins began that were perhaps answered by a fetch, and nothing proven since. */
    private int unprovenSince = UNKNOWN;

    private boolean isUnproven;
    private boolean wasToldToFetch;
    private int fetchAt;
    private long joinedAt;

    private enum State {
        NOT_JOINED,
        UNANSWERED,
        RESUMED,
        FRESH
    }

    /**
     * A join.
     *
     * @param at its entry in the log
     * @param previous the place that was told last in it
     * @param furthest the furthest place that was told in it
     * @param told how many places were told in it
     * @param mayFetch whether there may be no receipt for it
     */
    private record Join(
            State state,
            int at,
            String marker,
            int previous,
            int furthest,
            int told,
            boolean mayFetch) {

        static final Join NONE = new Join(State.NOT_JOINED, UNKNOWN, "", UNKNOWN, UNKNOWN, 0, true);

        static Join of(int at, String marker, boolean mayFetch) {
            return new Join(State.UNANSWERED, at, marker, UNKNOWN, UNKNOWN, 0, mayFetch);
        }

        Join as(State other) {
            return new Join(other, at, marker, previous, furthest, told, mayFetch);
        }

        Join told(int place) {
            return new Join(
                    state, at, marker, place, Math.max(furthest, place), told + 1, mayFetch);
        }
    }

    /** What was compared. */
    static final class Counts {
        int told;
        int repeated;
        int resumed;
        int fetched;
        int unanswered;
    }

    /**
     * @param expected every message, in order; no two are the same
     * @param afterMarker the place of the first message after a marker; empty if the marker was
     *     never written
     */
    ChannelCheck(
            ChannelLog log,
            List<String> expected,
            Function<String, OptionalInt> afterMarker,
            Disturbances disturbances) {
        this.log = log;
        this.entries = log.entries();
        this.expected = expected;
        this.afterMarker = afterMarker;
        this.disturbances = disturbances;
        this.toldBefore = new int[entries.size() + 1];
        for (int place = 0; place < expected.size(); place++) {
            if (places.put(expected.get(place), place) != null) {
                throw new IllegalStateException("expected twice: " + expected.get(place));
            }
            placesForAny.put(Messages.withoutBindings(expected.get(place)), place);
        }
    }

    /**
     * @throws AssertionError if a promise was broken
     */
    Counts verify() {
        for (int at = 0; at < entries.size(); at++) {
            toldBefore[at] = join.furthest();
            try {
                verify(at);
            } catch (AssertionError broken) {
                throw new AssertionError(
                        "%s\n%s".formatted(broken.getMessage(), surroundings(at)), broken);
            }
        }
        if (due != expected.size()) {
            throw new AssertionError(
                    "never told: %s\n%s"
                            .formatted(expected.getLast(), surroundings(entries.size() - 1)));
        }
        return counts;
    }

    private void verify(int at) {
        switch (entries.get(at)) {
            case Heard.Joined(String marker, long when) -> joined(at, marker, when);
            case Heard.Told(String message) -> told(message);
            case Heard.Resumed(long count) -> resumed(count);
            case Heard.Fetch _ -> fetch(at);
            case Heard.Missed _ -> throw new AssertionError("changes were missed");
            case Heard.Beat(long sent, int proves) -> beat(at, sent, proves);
            case Heard.Left _ -> {
                ended();
                hasReceipt = false;
            }
            case Heard.Ended _ -> ended();
        }
    }

    private void joined(int at, String marker, long when) {
        require(join.state() == State.NOT_JOINED, "joined twice");
        boolean mayFetch =
                !hasReceipt
                        || disturbances.crashed(joinedAt, when)
                        || disturbances.databaseAway(when - ANSWERED_WITHIN, when);
        join = Join.of(at, marker, mayFetch);
        joinedAt = when;
        if (!log.resumes()) {
            fresh();
        } else if (mayFetch) {
            hasReceipt = false;
            unprovenSince = isUnproven ? unprovenSince : last;
            isUnproven = true;
        }
    }

    private void fresh() {
        join = join.as(State.FRESH);
        due = afterMarker.apply(join.marker()).orElse(UNKNOWN);
    }

    private void fetch(int at) {
        require(join.state() == State.UNANSWERED, "fetch, though it was answered");
        require(join.told() == 0, "fetch, after something was told");
        require(join.mayFetch(), "fetch, though there is a receipt");
        fresh();
        wasToldToFetch = true;
        fetchAt = at;
        counts.fetched++;
    }

    private void resumed(long count) {
        require(join.state() == State.UNANSWERED, "resumed, though it was answered");
        require(wasToldToFetch, "resumed, though it was never told to fetch");
        require(count == join.told(), "resumed %d, told %d".formatted(count, join.told()));
        join = join.as(State.RESUMED);
        hasReceipt = true;
        isUnproven = false;
        counts.resumed++;
    }

    private void ended() {
        counts.unanswered += join.state() == State.UNANSWERED ? 1 : 0;
        join = Join.NONE;
    }

    private void told(String message) {
        int place = place(message);
        require(join.state() != State.NOT_JOINED, "told while not joined: " + message);
        require(due == UNKNOWN || place <= due, () -> holeOrRepeat(place, due));
        if (join.told() == 0) {
            int known = join.state() == State.FRESH ? knownWhenFresh() : proven;
            require(place > known, "told again without need: " + message);
        } else if (join.state() == State.FRESH) {
            require(place > join.previous(), () -> holeOrRepeat(place, join.previous() + 1));
        } else {
            require(place == join.previous() + 1, () -> holeOrRepeat(place, join.previous() + 1));
        }
        counts.told++;
        counts.repeated += place <= last ? 1 : 0;
        join = join.told(place);
        due = nextDue(place);
        last = Math.max(last, place);
    }

    private int place(String message) {
        Integer place = places.get(message);
        if (place == null && join.state() == State.FRESH) {
            place = placeForSome(message);
        }
        if (place == null) {
            throw new AssertionError("told what was not to be told: " + message);
        }
        return place;
    }

    /**
     * The bindings of a channel become live one after the other: of what had been committed before
     * a fresh join was answered, some of them may hear though others match as well.
     */
    private @Nullable Integer placeForSome(String message) {
        Integer place = placesForAny.get(Messages.withoutBindings(message));
        boolean early = place != null && (due == UNKNOWN || place < due);
        return early && Messages.isForSomeOf(message, expected.get(place)) ? place : null;
    }

    private int knownWhenFresh() {
        return isUnproven ? unprovenSince : last;
    }

    /** What had been committed before a fresh join was answered may be told, and need not be. */
    private int nextDue(int place) {
        if (join.state() != State.FRESH || place + 1 >= due) {
            return join.state() == State.FRESH && due == UNKNOWN ? UNKNOWN : place + 1;
        }
        return due;
    }

    private String holeOrRepeat(int told, int wanted) {
        return told > wanted
                ? "%d lost, the first: %s; told instead: %s"
                        .formatted(told - wanted, expected.get(wanted), expected.get(told))
                : "told again, %d back: %s".formatted(wanted - told, expected.get(told));
    }

    /**
     * It proves what was told in this join before the answer to the one before, if its socket was
     * left alone for long enough after it.
     */
    private void beat(int at, long sent, int proves) {
        if (proves <= join.at()) {
            return;
        }
        for (int later = at; later < entries.size(); later++) {
            if (entries.get(later) instanceof Heard.Left) {
                return;
            }
            if (entries.get(later) instanceof Heard.Ended(long end)) {
                long settled = sent + PROVEN_AFTER;
                if (settled < end && !disturbances.ofReceipts(sent, settled)) {
                    proven = Math.max(proven, toldBefore[proves]);
                    if (fetchAt < proves && join.state() != State.UNANSWERED) {
                        hasReceipt = true;
                        isUnproven = false;
                    }
                }
                return;
            }
        }
    }

    private String surroundings(int at) {
        StringBuilder text = new StringBuilder();
        text.append(
                "%s as %s, bindings %s%n"
                        .formatted(
                                log.name(),
                                log.expectation().who(),
                                log.expectation().bindings().stream().map(Binding::json).toList()));
        for (int near = 0; near < Math.min(entries.size(), at + 4); near++) {
            Heard entry = entries.get(near);
            if (entry instanceof Heard.Told(String message)) {
                if (near >= at - 12) {
                    text.append(
                            "%s %d: %s (place %s)%n"
                                    .formatted(
                                            near == at ? ">" : " ",
                                            near,
                                            entry,
                                            places.get(message)));
                }
            } else {
                text.append(
                        "%s %d: %s, told up to %d%n"
                                .formatted(near == at ? ">" : " ", near, entry, toldBefore[near]));
            }
        }
        return text.append("due %d, last %d, proven %d".formatted(due, last, proven)).toString();
    }

    private static void require(boolean kept, String otherwise) {
        require(kept, () -> otherwise);
    }

    private static void require(boolean kept, Supplier<String> otherwise) {
        if (!kept) {
            throw new AssertionError(otherwise.get());
        }
    }
}
