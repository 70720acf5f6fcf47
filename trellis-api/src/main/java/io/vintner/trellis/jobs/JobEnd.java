package io.vintner.trellis.jobs;

import org.jspecify.annotations.Nullable;

/**
 * How a job ended.
 *
 * @param errorCode the word of the system or the Tendril; null when there is nothing to add
 * @param errorMessage for people; null when there is nothing to say
 */
record JobEnd(JobStatus status, @Nullable String errorCode, @Nullable String errorMessage) {

    private static final int MESSAGE_CHARS_MAX = 4_000;

    static JobEnd cancelled() {
        return new JobEnd(JobStatus.CANCELLED, null, null);
    }

    /**
     * @param code the Tendril's word; counts only for a job that did not succeed
     */
    static JobEnd reported(JobStatus status, @Nullable FailureCode code, @Nullable String message) {
        return new JobEnd(
                status,
                code == null || status == JobStatus.SUCCESS ? null : code.name(),
                message == null ? null : shown(message));
    }

    static JobEnd agentLost() {
        return new JobEnd(
                JobStatus.FAILED,
                "AGENT_LOST",
                "the Tendril has been silent for too long; how far Terraform got is not known");
    }

    static JobEnd givenUp(int attempts) {
        return new JobEnd(
                JobStatus.FAILED,
                "AGENT_LOST",
                "the Tendril was lost in each of %d attempts".formatted(attempts));
    }

    /**
     * @param reason why it waited; null when that is not known
     */
    static JobEnd expired(@Nullable String reason) {
        String message = "no Tendril took the job in time";
        return new JobEnd(
                JobStatus.FAILED,
                "QUEUE_EXPIRED",
                reason == null ? message : message + ": " + reason);
    }

    static JobEnd planStale() {
        return new JobEnd(
                JobStatus.FAILED,
                "PLAN_STALE",
                "while the job waited, its plan became too old or the vine's state changed");
    }

    private static String shown(String message) {
        String text = message.replace('\0', '\uFFFD');
        return text.length() <= MESSAGE_CHARS_MAX ? text : text.substring(0, MESSAGE_CHARS_MAX);
    }
}
