package io.vintner.trellis.jobs;

import io.vintner.trellis.vines.VineChange;
import java.util.Optional;

/** What a job does. The wire's words; only some exist. */
public enum JobType {
    /** Says what a DEPLOY would do. */
    PLAN,
    /** Applies the configuration. */
    DEPLOY,
    /** Destroys what was applied. */
    DESTROY,
    /** Validates the configuration. */
    CONNECTION_TEST,
    FETCH_RESOURCES,
    DEPLOY_WORKER,
    UPDATE_WORKER,
    DESTROY_WORKER;

    /** Whether such jobs can be queued. */
    boolean supported() {
        return switch (this) {
            case PLAN, DEPLOY, DESTROY, CONNECTION_TEST -> true;
            case FETCH_RESOURCES, DEPLOY_WORKER, UPDATE_WORKER, DESTROY_WORKER -> false;
        };
    }

    /** What it does to its vine; empty for jobs that only read. */
    public Optional<VineChange> vineChange() {
        return switch (this) {
            case DEPLOY -> Optional.of(VineChange.DEPLOY);
            case DESTROY -> Optional.of(VineChange.DESTROY);
            case PLAN,
                    CONNECTION_TEST,
                    FETCH_RESOURCES,
                    DEPLOY_WORKER,
                    UPDATE_WORKER,
                    DESTROY_WORKER ->
                    Optional.empty();
        };
    }

    /** Whether it must never be started twice. */
    public boolean mutating() {
        return vineChange().isPresent();
    }
}
