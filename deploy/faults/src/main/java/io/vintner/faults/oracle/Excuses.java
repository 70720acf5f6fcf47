package io.vintner.faults.oracle;

import java.util.HashSet;
import java.util.Set;

/** What a test has broken on purpose. */
public final class Excuses {

    private final Set<Excuse> excuses = new HashSet<>();

    private record Excuse(Invariant invariant, String subject) {}

    /** The test has made it impossible that the invariant holds for this job. */
    public Excuses excuse(Invariant invariant, String job) {
        excuses.add(new Excuse(invariant, job));
        return this;
    }

    boolean covers(Invariant invariant, String subject) {
        return excuses.contains(new Excuse(invariant, subject));
    }
}
