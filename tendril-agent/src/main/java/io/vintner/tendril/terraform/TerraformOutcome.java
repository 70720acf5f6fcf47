package io.vintner.tendril.terraform;

/** How one Terraform command ended. */
public sealed interface TerraformOutcome {

    /** Exit code 0. */
    record Succeeded() implements TerraformOutcome {}

    /** Another exit code than 0. */
    record Failed(int exitCode) implements TerraformOutcome {}

    /** A signal ended it. */
    record Signalled(int signal) implements TerraformOutcome {}

    /** It is gone and left no exit code: nobody knows how far it came. Never a success. */
    record Vanished() implements TerraformOutcome {}

    /** Reads an exit code as a shell gives it: above 128, it is a signal's number plus 128. */
    static TerraformOutcome ofExitCode(int code) {
        if (code == 0) {
            return new Succeeded();
        }
        return code > 128 && code <= 128 + 64 ? new Signalled(code - 128) : new Failed(code);
    }
}
