package io.vintner.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * What happens when, by a seed: packs of the same happenings, each shuffled. What could not happen
 * at its turn (no Terraform ran that could be killed) is due again at the next. Not thread-safe.
 */
final class Schedule {

    /** After so many packs nothing is left that never had its chance. */
    private static final int PACKS_ENOUGH = 3;

    private final Random random;
    private final Set<Happening> owed = EnumSet.noneOf(Happening.class);
    private final List<Happening> pack = new ArrayList<>();
    private int packs;

    /** What may happen, and how often in a pack. */
    enum Happening {
        QUEUE(14),
        REVIEW(4),
        WEATHER(5),
        KILL_AGENT(4),
        CANCEL(2),
        CANCEL_BY_FORCE(1),
        KILL_TERRAFORM(1),
        KILL_WRAPPER(1),
        DRAIN(2),
        ROTATE_TOKEN(1),
        DAMAGE_SPOOL(1),
        TEAR_JOURNAL(1),
        KILL_NODE(2),
        FREEZE_NODE(1),
        KILL_DATABASE(1);

        private final int inPack;

        Happening(int inPack) {
            this.inPack = inPack;
        }

        String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    Schedule(long seed) {
        this.random = new Random(seed);
    }

    /** What is due now. */
    List<Happening> due() {
        if (pack.isEmpty()) {
            packs++;
            for (Happening happening : Happening.values()) {
                pack.addAll(Collections.nCopies(happening.inPack, happening));
            }
            Collections.shuffle(pack, random);
        }
        List<Happening> due = new ArrayList<>(owed);
        owed.clear();
        due.add(pack.removeLast());
        return due;
    }

    /** It could not happen now. */
    void owe(Happening happening) {
        owed.add(happening);
    }

    /** Whether it was long enough for everything to happen. */
    boolean complete() {
        return packs > PACKS_ENOUGH;
    }
}
