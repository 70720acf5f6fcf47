package io.vintner.faults.bench;

import io.vintner.faults.rig.Rig;
import io.vintner.faults.rig.RigSettings;
import io.vintner.measure.BenchProgram;
import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.RunFolder;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** The program behind {@code ./vintner bench jobs}. */
public final class JobsBench {

    private JobsBench() {}

    public static void main(String[] arguments) throws Exception {
        new BenchProgram<>(BenchSettings.USAGE, "deploy/faults/target/jobs.md", JobsBench::measure)
                .run(BenchSettings.parse(BenchProgram.home(), List.of(arguments)));
    }

    /** Measures on a rig of its own, which is gone afterwards; the report is Markdown. */
    static String measure(BenchSettings settings)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        RunFolder folder = RunFolder.in(settings.home().resolve("deploy/faults/target"));
        boolean whole = false;
        try (Rig rig = Rig.start(RigSettings.shipped(settings.home(), folder.path(), 1))) {
            String report = Measures.take(rig, settings);
            whole = true;
            return report;
        } finally {
            if (whole) {
                folder.delete();
            } else {
                folder.abandon(() -> {});
            }
        }
    }
}
