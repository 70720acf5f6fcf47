package io.vintner.faults.bench;

import io.vintner.faults.terraform.Script;
import io.vintner.measure.BrokenMeasureException;
import java.io.IOException;
import java.sql.SQLException;

/** From the moment when Terraform prints a line to that when a client of the gateway has it. */
final class LineMeasure {

    private LineMeasure() {}

    static void take(Stage stage, BenchSettings settings, Report report)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        String lines = WatchedLines.printing(settings.lines(), "0.07");
        String vine = stage.owner().vine(Script.quick().ending("plan", lines));
        try (RealtimeServices realtime = RealtimeServices.start(stage.rig())) {
            String job = stage.owner().enqueue(vine, "PLAN");
            try (WatchedLines watched =
                    new WatchedLines(stage.rig(), stage.owner(), realtime.url(), job)) {
                stage.agent("told", 1);
                Spread spread = Spread.of(watched.await(settings.lines()));
                stage.awaitSuccess(job);
                stage.examine();
                report.add(
                        "Terraform's line → client of the gateway, one job",
                        "p95 ≤ 600 ms",
                        spread.words());
            }
        }
    }
}
