package io.vintner.tendril.control;

import java.util.List;

/**
 * A sign of life; it renews the leases of the jobs it names.
 *
 * @param version of this agent
 */
public record Heartbeat(TendrilStatus status, String version, List<LeaseRef> jobs) {

    public Heartbeat {
        jobs = List.copyOf(jobs);
    }
}
