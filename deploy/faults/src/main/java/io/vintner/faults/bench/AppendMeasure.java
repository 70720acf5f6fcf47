package io.vintner.faults.bench;

import io.vintner.faults.rig.HandTendril;
import io.vintner.faults.rig.HandTendril.Held;
import io.vintner.faults.terraform.Script;
import io.vintner.measure.BrokenMeasureException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The time of one request that appends one chunk of 64 KiB, one after the other. */
final class AppendMeasure {

    private static final int WARM_UP = 50;
    private static final String LINE = "x".repeat(63) + "\n";
    private static final String CHUNK = LINE.repeat(1024);

    private AppendMeasure() {}

    static void take(Stage stage, BenchSettings settings, Report report)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        String job = stage.owner().enqueue(stage.owner().vine(Script.quick()), "PLAN");
        stage.byHand(job);
        List<Double> times = new ArrayList<>();
        try (HandTendril tendril = stage.rig().handTendril(stage.owner(), "hand")) {
            Held held =
                    tendril.claim()
                            .orElseThrow(() -> new BrokenMeasureException("nothing to claim"));
            tendril.report(held, "PROCESSING");
            for (int seq = 1; seq <= WARM_UP + settings.appends(); seq++) {
                long began = System.nanoTime();
                int status = tendril.append(held, seq, CHUNK).status();
                double millis = (System.nanoTime() - began) / 1e6;
                if (status != 200) {
                    throw new BrokenMeasureException("an append was answered " + status);
                }
                if (seq > WARM_UP) {
                    times.add(millis);
                }
            }
            tendril.report(held, "SUCCESS");
        }
        stage.examine();
        report.add("append of 64 KiB, one at a time", "p95 ≤ 20 ms", Spread.of(times).words());
    }
}
