package io.vintner.trellis.upkeep;

import io.vintner.trellis.encryption.Reencryption;
import io.vintner.trellis.jobs.JobSweep;
import io.vintner.trellis.logs.LogSeals;
import io.vintner.trellis.modules.Bundles;
import io.vintner.trellis.state.StateRetention;
import jakarta.enterprise.context.ApplicationScoped;

/** What has to be done from time to time and judges nobody's silence. */
@ApplicationScoped
class Chores {

    private final JobSweep jobs;
    private final Reencryption encryption;
    private final LogSeals logs;
    private final StateRetention states;
    private final Bundles bundles;

    Chores(
            JobSweep jobs,
            Reencryption encryption,
            LogSeals logs,
            StateRetention states,
            Bundles bundles) {
        this.jobs = jobs;
        this.encryption = encryption;
        this.logs = logs;
        this.states = states;
        this.bundles = bundles;
    }

    /** Does a bounded part of each. */
    void run() {
        jobs.expire();
        jobs.tellWaits();
        jobs.forgetKeys();
        jobs.forgetTokens();
        jobs.forgetPlans();
        logs.giveUp();
        logs.forget();
        states.forget();
        bundles.forget();
        encryption.sweep();
    }
}
