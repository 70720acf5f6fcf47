package io.vintner.measure;

import java.util.function.Supplier;

/**
 * What a command line asks for.
 *
 * @param <S> settings of a benchmark
 */
public sealed interface Asked<S> {

    /** It can be measured. */
    record Run<S>(S settings) implements Asked<S> {}

    /** It cannot be understood; a sentence for the user. */
    record Refused<S>(String reason) implements Asked<S> {}

    /**
     * Reads it.
     *
     * @param settings throws {@link IllegalArgumentException} with a sentence for the user
     */
    static <S> Asked<S> of(Supplier<S> settings) {
        try {
            return new Run<>(settings.get());
        } catch (IllegalArgumentException unusable) {
            return new Refused<>(String.valueOf(unusable.getMessage()));
        }
    }
}
