package io.vintner.local.oracle;

import java.util.ArrayList;
import java.util.List;

/** When what was killed. Moments are of {@link System#nanoTime}. Thread-safe. */
final class Disturbances {

    private final List<Disturbance> all = new ArrayList<>();

    private record Disturbance(Victim victim, long from, long to) {}

    synchronized void add(Victim victim, long from, long to) {
        all.add(new Disturbance(victim, from, to));
    }

    /** Whether PostgreSQL has crashed in that time: then nobody's receipts are sure to be left. */
    synchronized boolean crashed(long from, long to) {
        return all.stream()
                .anyMatch(one ->
                        one.victim().crashesDatabase() && one.from() <= to && one.to() >= from);
    }

    /** Whether PostgreSQL was away in that time: then nobody's receipt can be read. */
    synchronized boolean databaseAway(long from, long to) {
        return all.stream()
                .anyMatch(one ->
                        one.victim().takesDatabaseAway() && one.from() <= to && one.to() >= from);
    }

    /** Whether anything that is needed to store a receipt was killed in that time. */
    synchronized boolean ofReceipts(long from, long to) {
        return all.stream()
                .anyMatch(one ->
                        one.victim().delaysReceipts() && one.from() <= to && one.to() >= from);
    }
}
