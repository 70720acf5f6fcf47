package io.vintner.tendril.job;

/** A state that Terraform wrote will never be stored: it must not be removed from the disk. */
final class UnsavedStateException extends StepFailedException {

    UnsavedStateException(String message) {
        super(message);
    }
}
