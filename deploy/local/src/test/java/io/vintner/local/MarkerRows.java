package io.vintner.local;

import io.vintner.local.demo.DemoUser;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * One row in each published table, all of one user and written by hand in one statement. Who hears
 * them has heard everything that was committed before.
 */
final class MarkerRows {

    static final List<String> TABLES =
            List.of("vineyards", "vines", "workers", "provision_jobs", "provision_job_logs");

    private MarkerRows() {}

    static void write(SupervisedPostgres postgres, DemoUser owner) {
        try (Connection superuser = postgres.connect();
                Statement statement = superuser.createStatement()) {
            statement.execute(
                    """
                    with
                      yard as (
                        insert into vineyards (user_id, name) values ('%1$s', 'marker') returning id),
                      vine as (
                        insert into vines (user_id, vineyard_id, project_name, environment_stage, region)
                        select '%1$s', id, 'marker', 'staging', 'local' from yard returning id, vineyard_id),
                      tendril as (
                        insert into workers (user_id, name, status) values ('%1$s', 'marker', 'OFFLINE')
                        returning id),
                      job as (
                        insert into provision_jobs
                          (user_id, vine_id, vineyard_id, job_type, status, config_hash)
                        select '%1$s', id, vineyard_id, 'PLAN', 'CANCELLED', 'marker' from vine returning id)
                    insert into provision_job_logs
                      (job_id, user_id, attempt, seq, stream_type, log_chunk, emitted_at)
                    select id, '%1$s', 1, 1, 'SYSTEM', 'marker', now() from job
                    """
                            .formatted(owner.id()));
        } catch (SQLException failure) {
            throw new IllegalStateException("the marker rows could not be written", failure);
        }
    }
}
