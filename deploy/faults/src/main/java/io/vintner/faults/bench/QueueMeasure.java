package io.vintner.faults.bench;

import io.vintner.faults.terraform.Script;
import io.vintner.measure.BrokenMeasureException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** From the row of a queued job to its start, by the database's clock, while an agent is idle. */
final class QueueMeasure {

    private QueueMeasure() {}

    static void take(Stage stage, BenchSettings settings, Report report)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        stage.agent("idle", 1);
        String vine = stage.owner().vine(Script.quick());
        // The first one warms up.
        for (int job = 0; job <= settings.jobs(); job++) {
            stage.awaitSuccess(stage.owner().enqueue(vine, "CONNECTION_TEST"));
        }
        stage.examine();
        List<Double> waits =
                stage.rig()
                        .database()
                        .list(
                                """
                                select 1000 * extract(epoch from started_at - created_at)
                                from provision_jobs where user_id = ?
                                order by created_at offset 1
                                """,
                                row -> row.getDouble(1),
                                stage.owner().id());
        report.add(
                "queued → PROCESSING, one job after the other, idle agent",
                "p95 ≤ 1 s",
                Spread.of(waits).words());
    }
}
