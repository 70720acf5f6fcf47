package io.vintner.tendril.control;

import java.util.List;
import java.util.Map;

/**
 * A sign of life; it renews the leases of the jobs it names.
 *
 * @param version of this agent
 * @param labels all by which jobs choose it
 */
public record Heartbeat(
        TendrilStatus status, String version, Map<String, String> labels, List<LeaseRef> jobs) {

    public Heartbeat {
        labels = Map.copyOf(labels);
        jobs = List.copyOf(jobs);
    }
}
