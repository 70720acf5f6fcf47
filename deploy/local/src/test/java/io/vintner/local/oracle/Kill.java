package io.vintner.local.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * One kill of a plan.
 *
 * @param calmMillis how long everything runs before it
 * @param awayMillis how long what was killed stays away
 */
record Kill(Victim victim, int calmMillis, int awayMillis) {

    /** So many kills a seed. */
    static final int PER_SEED = 6;

    /** Long enough for heartbeats to have proven something. */
    private static final int FIRST_CALM_MILLIS = 14_000;

    /** The plan of a seed. Seeds in a row go through the victims in turn. */
    static List<Kill> plan(long seed, Random chance) {
        Victim[] victims = Victim.values();
        List<Kill> plan = new ArrayList<>();
        for (int index = 0; index < PER_SEED; index++) {
            Victim victim =
                    victims[(int) Math.floorMod(seed * PER_SEED + index, (long) victims.length)];
            int calm = chance.nextInt(3) == 0 ? chance.nextInt(9_000) : chance.nextInt(3_000);
            plan.add(new Kill(victim, calm, chance.nextInt(1_000)));
        }
        Collections.shuffle(plan, chance);
        Kill first = plan.getFirst();
        plan.set(0, new Kill(first.victim(), FIRST_CALM_MILLIS, first.awayMillis()));
        return plan;
    }
}
