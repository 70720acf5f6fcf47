package io.vintner.trellis.jobs;

import java.util.Optional;

/** Where a job stands, and every move that is legal from there. The only place that says so. */
public sealed interface JobState {

    /** As the row has it. */
    JobStatus status();

    /** The state after {@code move}; empty when it is not legal from here. */
    Optional<JobState> after(JobMove move);

    /** The state of a row. */
    static JobState of(JobStatus status, JobType type) {
        return switch (status) {
            case QUEUED -> new Queued(type.mutating());
            case CLAIMED -> new Claimed(type.mutating());
            case PROCESSING -> new Processing(type.mutating());
            case SUCCESS, FAILED, CANCELLED -> new Ended(status);
        };
    }

    /** Waits for a Tendril. */
    record Queued(boolean mutating) implements JobState {
        @Override
        public JobStatus status() {
            return JobStatus.QUEUED;
        }

        @Override
        public Optional<JobState> after(JobMove move) {
            return switch (move) {
                case CANCEL -> Optional.of(new Ended(JobStatus.CANCELLED));
                case EXPIRE -> Optional.of(new Ended(JobStatus.FAILED));
                case CLAIM -> Optional.of(new Claimed(mutating));
                case RELEASE, START, SUCCEED, FAIL, STOP, LAPSE, GIVE_UP -> Optional.empty();
            };
        }
    }

    /** A Tendril has it and has not started: it can still go back, whatever its type. */
    record Claimed(boolean mutating) implements JobState {
        @Override
        public JobStatus status() {
            return JobStatus.CLAIMED;
        }

        @Override
        public Optional<JobState> after(JobMove move) {
            return switch (move) {
                case START -> Optional.of(new Processing(mutating));
                case RELEASE, LAPSE -> Optional.of(new Queued(mutating));
                case CANCEL -> Optional.of(new Ended(JobStatus.CANCELLED));
                case CLAIM, SUCCEED, FAIL, STOP, GIVE_UP, EXPIRE -> Optional.empty();
            };
        }
    }

    /**
     * Terraform may be running. A mutating job never goes back from here, since nobody knows how
     * far it got.
     */
    record Processing(boolean mutating) implements JobState {
        @Override
        public JobStatus status() {
            return JobStatus.PROCESSING;
        }

        @Override
        public Optional<JobState> after(JobMove move) {
            return switch (move) {
                case SUCCEED -> Optional.of(new Ended(JobStatus.SUCCESS));
                case FAIL, GIVE_UP -> Optional.of(new Ended(JobStatus.FAILED));
                case STOP -> Optional.of(new Ended(JobStatus.CANCELLED));
                case LAPSE ->
                        Optional.of(mutating ? new Ended(JobStatus.FAILED) : new Queued(false));
                case CLAIM, RELEASE, START, CANCEL, EXPIRE -> Optional.empty();
            };
        }
    }

    /** Over; never changes. */
    record Ended(JobStatus status) implements JobState {
        @Override
        public Optional<JobState> after(JobMove move) {
            return Optional.empty();
        }
    }
}
