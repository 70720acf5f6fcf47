package io.vintner.faults.oracle;

/**
 * Something that contradicts an invariant.
 *
 * @param subject the job or vine that it is about
 */
public record Breach(Invariant invariant, String subject, String what) {

    @Override
    public String toString() {
        return "%s (%s), %s: %s".formatted(invariant, invariant.sentence(), subject, what);
    }
}
