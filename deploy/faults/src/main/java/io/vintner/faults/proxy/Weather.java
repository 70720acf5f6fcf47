package io.vintner.faults.proxy;

import java.util.SplittableRandom;

/** Decides what becomes of each request. Called by many threads at once. */
public interface Weather {

    /** What becomes of this one. */
    Fate fate(Passage passage);

    /** Everything passes. */
    static Weather fair() {
        return _ -> Fate.PASSES;
    }

    /** Nothing arrives. */
    static Weather cut() {
        return _ -> Fate.LOST;
    }

    /** Everything arrives, and nobody hears of it. */
    static Weather answersLost() {
        return _ -> Fate.UNANSWERED;
    }

    /** What changes something at a path that contains this has that fate, the rest passes. */
    static Weather at(String path, Fate fate) {
        return passage -> !passage.reads() && passage.path().contains(path) ? fate : Fate.PASSES;
    }

    /**
     * Whatever changes something arrives twice, every third answer is lost, and every fifth request
     * is overtaken by another one.
     */
    static Weather foul() {
        return passage ->
                new Fate(
                        passage.reads() ? 1 : 2,
                        passage.number() % 3 != 0,
                        passage.number() % 5 == 0);
    }

    /** One request of {@code oneOf} has one of the fates that there are, the others pass. */
    static Weather changeable(long seed, int oneOf) {
        return passage -> {
            SplittableRandom random = new SplittableRandom(seed * 1_000_003 + passage.number());
            if (random.nextInt(oneOf) != 0) {
                return Fate.PASSES;
            }
            return new Fate(random.nextInt(3), random.nextBoolean(), random.nextBoolean());
        };
    }
}
