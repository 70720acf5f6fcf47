package io.vintner.local.process;

import java.time.Duration;

/** What a supervised program is doing. */
public sealed interface ProcessState {

    /** Not started yet. */
    record Idle() implements ProcessState {}

    record Running(long pid) implements ProcessState {}

    /** Died, and is started again after {@code delay}. */
    record Restarting(int exitCode, Duration delay) implements ProcessState {}

    /** Died too often in a row; it is not started again. */
    record GaveUp(int exitCode, int deaths) implements ProcessState {}

    /** Ended because the launcher asked it to. */
    record Stopped() implements ProcessState {}
}
