package io.vintner.tendril.job;

/** A command is gone and left no exit code: how far it came is not known. */
final class CommandVanishedException extends StepFailedException {

    CommandVanishedException(String message) {
        super(message);
    }
}
