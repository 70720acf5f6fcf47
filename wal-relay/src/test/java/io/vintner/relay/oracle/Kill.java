package io.vintner.relay.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One kill of a plan.
 *
 * @param at where the relay stands when it happens; null for any moment
 * @param pass how often the relay comes to the place before, and then once more
 * @param moment how many of a round's transactions are played before it happens or is provoked
 * @param triesLeft how often more to try if the relay does not come to the place
 */
record Kill(Victim victim, @Nullable KillPoint at, int pass, int moment, int triesLeft) {

    private static final int AT_PLACES = 12;
    private static final int AT_ANY_MOMENT = 3;
    private static final int TRIES = 3;
    private static final int MOMENT_MAX = 8;

    enum Victim {
        /** SIGKILL. */
        RELAY,
        /** SIGKILL to every process of PostgreSQL. */
        DATABASE,
        /** {@code pg_ctl stop -m fast}. */
        DATABASE_STOPPED,
        RELAY_AND_DATABASE,
        /** The connection of one reader. */
        READER
    }

    /**
     * The plan of a seed. Seeds in a row go through the places in turn, so that a few of them visit
     * every one.
     */
    static List<Kill> plan(long seed, Random chance) {
        KillPoint[] points = KillPoint.values();
        List<Kill> plan = new ArrayList<>();
        for (int index = 0; index < AT_PLACES; index++) {
            KillPoint point =
                    points[(int) Math.floorMod(seed * AT_PLACES + index, (long) points.length)];
            plan.add(
                    new Kill(
                            victim(point, chance),
                            point,
                            1 + chance.nextInt(point.passMax()),
                            chance.nextInt(MOMENT_MAX),
                            TRIES));
        }
        for (int index = 0; index < AT_ANY_MOMENT; index++) {
            plan.add(new Kill(victim(chance), null, 1, chance.nextInt(MOMENT_MAX), 0));
        }
        Collections.shuffle(plan, chance);
        return plan;
    }

    /** Whether the transactions themselves bring the relay to the place. */
    boolean isArmedBefore() {
        return at != null
                && switch (at.provoked()) {
                    case BY_WRITES, BY_TIME -> true;
                    case BY_NO_SLOT, BY_RESTART, BY_READER, BY_DATABASE, BY_TERMINATION -> false;
                };
    }

    /** The same, easier to reach. */
    Kill again() {
        return new Kill(victim, at, 1 + pass / 4, 0, triesLeft - 1);
    }

    /** The same at once, wherever the relay is. */
    Kill anywhere() {
        return new Kill(victim, null, 1, 0, 0);
    }

    private static Victim victim(KillPoint point, Random chance) {
        return switch (point.provoked()) {
            case BY_DATABASE, BY_TERMINATION -> Victim.RELAY;
            case BY_NO_SLOT, BY_RESTART, BY_WRITES, BY_TIME, BY_READER -> victim(chance);
        };
    }

    private static Victim victim(Random chance) {
        return switch (chance.nextInt(12)) {
            case 0 -> Victim.DATABASE;
            case 1 -> Victim.DATABASE_STOPPED;
            case 2 -> Victim.RELAY_AND_DATABASE;
            case 3 -> Victim.READER;
            default -> Victim.RELAY;
        };
    }
}
