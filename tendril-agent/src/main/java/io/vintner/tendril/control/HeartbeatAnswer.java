package io.vintner.tendril.control;

import java.time.Duration;
import java.util.Map;

/**
 * What the control plane has to say to a heartbeat.
 *
 * @param interval when it wants to hear the next one
 * @param drain whether this agent is to take no more jobs
 * @param directives by job; a job without one goes on
 */
public record HeartbeatAnswer(
        Duration interval, boolean drain, Map<LeaseRef, Directive> directives) {

    public HeartbeatAnswer {
        directives = Map.copyOf(directives);
    }
}
