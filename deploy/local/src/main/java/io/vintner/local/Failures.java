package io.vintner.local;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells a failure and its causes in one line. */
final class Failures {

    private Failures() {}

    static String sentence(Throwable failure) {
        return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .map(cause -> Objects.requireNonNullElse(cause.getMessage(), cause.toString()))
                .distinct()
                .collect(Collectors.joining(": "));
    }
}
