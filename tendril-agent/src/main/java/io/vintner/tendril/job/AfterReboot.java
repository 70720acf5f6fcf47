package io.vintner.tendril.job;

import io.vintner.tendril.control.FailureCode;
import io.vintner.tendril.terraform.Workdir;
import java.io.IOException;

/**
 * What is left of a job whose machine was restarted under it: whatever ran is gone, and what it
 * wrote last may never have reached the disk, exit codes included. Nothing is started again and
 * nothing is believed; only the state, if it is whole, is brought to safety.
 */
final class AfterReboot {

    private final Workdir workdir;
    private final StateSync state;

    AfterReboot(Workdir workdir, StateSync state) {
        this.workdir = workdir;
        this.state = state;
    }

    /** Saves what can be saved; the result says how the job failed. */
    StepFailedException failure() throws InterruptedException {
        String message = SystemLine.machineRestarted();
        FailureCode code = null;
        try {
            if (workdir.holdsCommand("apply")) {
                code = FailureCode.OUTCOME_UNKNOWN;
                state.watch();
                state.settle();
            }
        } catch (StepFailedException | IOException unsaved) {
            return new UnsavedStateException(message + "; " + unsaved.getMessage());
        }
        return new CommandVanishedException(message, code);
    }
}
