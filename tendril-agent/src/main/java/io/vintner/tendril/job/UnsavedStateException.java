package io.vintner.tendril.job;

import io.vintner.tendril.control.FailureCode;

/**
 * A state that Terraform wrote will never be stored: it must not be removed from the disk, and what
 * the control plane has is not what is real.
 */
final class UnsavedStateException extends StepFailedException {

    UnsavedStateException(String message) {
        super(message, FailureCode.OUTCOME_UNKNOWN);
    }
}
