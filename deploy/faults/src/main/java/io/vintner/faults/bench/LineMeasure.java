package io.vintner.faults.bench;

import io.vintner.faults.rig.RealtimeServices;
import io.vintner.faults.terraform.Script;
import io.vintner.measure.BrokenMeasureException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** From the moment when Terraform prints a line to that when a client of the gateway has it. */
final class LineMeasure {

    private LineMeasure() {}

    static void take(Stage stage, BenchSettings settings, Report report)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        String printing = WatchedLines.printing(settings.lines(), "0.07");
        String vine = stage.owner().vine(Script.quick().ending("plan", printing));
        try (RealtimeServices realtime = RealtimeServices.start(stage.rig(), 1)) {
            String job = stage.owner().enqueue(vine, "PLAN");
            try (WatchedLines watched =
                    new WatchedLines(stage.rig(), stage.owner(), realtime.url(), job)) {
                stage.agent("told", 1);
                List<WatchedLines.Line> lines = watched.await(settings.lines());
                stage.awaitSuccess(job);
                stage.examine();
                report.add(
                        "Terraform's line → client of the gateway, one job",
                        "p95 ≤ 600 ms",
                        WatchedLines.words(lines));
            }
        }
    }
}
