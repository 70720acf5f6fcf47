package io.vintner.faults.bench;

import io.vintner.faults.oracle.StoredLog;
import io.vintner.faults.rig.Agent;
import io.vintner.faults.terraform.Script;
import io.vintner.measure.BrokenMeasureException;
import java.io.IOException;
import java.sql.SQLException;

/** One job prints as much as it can, as fast as it can. */
final class OutputMeasure {

    private OutputMeasure() {}

    static void take(Stage stage, BenchSettings settings, Report report)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Agent agent = stage.agent("flooded", 1);
        long bytes = settings.megabytes() * 1_000_000L;
        String flood = "seq 1000000000 9999999999 | head -c " + bytes;
        String vine = stage.owner().vine(Script.quick().ending("plan", flood));
        long began = System.nanoTime();
        String job = stage.owner().enqueue(vine, "PLAN");
        stage.awaitSuccess(job);
        // The oracle compares every byte with the agent's own file.
        stage.examine();
        double seconds = (System.nanoTime() - began) / 1e9;
        long chunks = StoredLog.read(stage.rig().database(), job, 1).chunks();
        report.add(
                settings.megabytes() + " MB of output in one job, as fast as it can be printed",
                "nothing lost; agent ≤ 128 MB",
                "nothing lost, %s chunks, stored and compared in %s s; agent's resident memory at most **%s MB**"
                        .formatted(
                                Report.whole((double) chunks),
                                Report.one(seconds),
                                Report.whole(agent.memory("VmHWM") / 1e6)));
    }
}
