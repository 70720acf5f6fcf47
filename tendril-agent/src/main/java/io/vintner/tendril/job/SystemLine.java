package io.vintner.tendril.job;

import io.vintner.tendril.terraform.TerraformOutcome;

/**
 * The agent's own lines in a job's log. Their wording is fixed: people and programs look for them.
 */
final class SystemLine {

    private SystemLine() {}

    static String claimed(String tendril, String version, int attempt) {
        return "claimed by %s (tendril %s), attempt %d".formatted(tendril, version, attempt);
    }

    static String resumed(String tendril, String version) {
        return "%s (tendril %s) was started again and goes on with this job"
                .formatted(tendril, version);
    }

    static String machineRestarted() {
        return "the machine of the tendril was restarted while the job ran: how far it came is not"
                + " known";
    }

    static String awaitingProof() {
        return "waiting for the control plane to confirm the lease before terraform apply";
    }

    static String usingTerraform(String version) {
        return "using terraform " + version;
    }

    static String fetchingModule(String from, String ref) {
        return "fetching the module from %s at %s".formatted(from, ref);
    }

    static String moduleIs(String version) {
        return "the module is " + version;
    }

    static String unmaskable(String variable) {
        return "the value of secret variable %s is too short to be masked".formatted(variable);
    }

    static String starting(String command) {
        return command;
    }

    static String ended(String command, TerraformOutcome outcome) {
        return command + " " + words(outcome);
    }

    static String words(TerraformOutcome outcome) {
        return switch (outcome) {
            case TerraformOutcome.Succeeded _ -> "ended with exit code 0";
            case TerraformOutcome.Failed(int exitCode) -> "ended with exit code " + exitCode;
            case TerraformOutcome.Signalled(int signal) -> "was ended by signal " + signal;
            case TerraformOutcome.Vanished _ -> "is gone and left no exit code";
        };
    }

    static String cancelAsked(String by) {
        return "cancel asked by " + by;
    }

    static String sentSignal(String signal) {
        return "sent " + signal + " to terraform";
    }

    static String leaseLost() {
        return "the lease of this job was lost";
    }

    static String stateStored(long serial) {
        return "state stored, serial " + serial;
    }

    static String stateStoredApart(long serial) {
        return "state stored apart from the vine's own, since the lease was lost, serial " + serial;
    }

    static String planStored(String sha256) {
        return "plan stored, sha256 " + sha256;
    }

    static String planNotStored() {
        return "the plan is not stored: it is not known which state it was made from";
    }

    static String applyingReviewedPlan(String sha256) {
        return "applying the reviewed plan, sha256 " + sha256;
    }

    static String stateRefused(String code) {
        return "the state was refused: " + code;
    }

    static String notInspected() {
        return "resources and outputs could not be read";
    }

    static String ended(JobOutcome outcome) {
        return switch (outcome) {
            case JobOutcome.Succeeded _ -> "job succeeded";
            case JobOutcome.Failed(String message, _) -> "job failed: " + message;
            case JobOutcome.Cancelled(String message, _) -> "job cancelled: " + message;
            case JobOutcome.LeaseLost _ -> "job ended without a lease";
            case JobOutcome.Abandoned(String message) ->
                    "job is left to be queued again: " + message;
        };
    }
}
