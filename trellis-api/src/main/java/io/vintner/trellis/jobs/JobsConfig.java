package io.vintner.trellis.jobs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The queue and its leases. */
@ConfigMapping(prefix = "vintner.trellis.jobs")
public interface JobsConfig {

    /** How long a lease lasts after the last heartbeat that named it. */
    @WithDefault("60s")
    Duration lease();

    /** Silence after which a started mutating job is FAILED as AGENT_LOST. */
    @WithDefault("5m")
    Duration agentLostAfter();

    /** How often a job that only reads is tried before it is given up. */
    @WithDefault("3")
    int attemptsMax();

    /** How long a job may wait for a Tendril. */
    @WithDefault("24h")
    Duration queueAgeMax();

    /** Longest wait of one claim. */
    @WithDefault("25s")
    Duration claimWaitMax();

    /** How often a waiting claim looks although no doorbell rang. */
    @WithDefault("5s")
    Duration claimRecheckEvery();

    /** How long after its lease has ended a job's token is good for what the job has to bring. */
    @WithDefault("24h")
    Duration tokenGrace();

    /** How long an idempotency key is remembered. */
    @WithDefault("24h")
    Duration idempotencyKept();
}
