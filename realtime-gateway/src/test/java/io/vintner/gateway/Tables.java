package io.vintner.gateway;

import io.vintner.change.Table;
import java.util.List;

/** The tables of the product, with the columns that tests look at. */
public final class Tables {

    public static final Table LOGS =
            table(1, "provision_job_logs", "id", "job_id", "log_chunk", "stream_type");
    public static final Table JOBS = table(2, "provision_jobs", "id", "user_id", "status");
    public static final Table WORKERS = table(3, "workers", "id", "status");
    public static final Table VINES = table(4, "vines", "id", "status", "estimated_monthly_cost");

    private Tables() {}

    private static Table table(int id, String name, String... columns) {
        return new Table(
                id,
                16_400 + id,
                "public",
                name,
                Table.ReplicaIdentity.FULL,
                List.of(columns).stream()
                        .map(column -> new Table.Column(column, "text", 25, true, true))
                        .toList());
    }
}
