package io.vintner.faults.bench;

import io.vintner.faults.bench.BenchSettings.Asked;
import io.vintner.faults.rig.Rig;
import io.vintner.faults.rig.RigSettings;
import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** The program behind {@code ./vintner bench jobs}. */
public final class JobsBench {

    private JobsBench() {}

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(System.getProperty("vintner.home", ".")).toAbsolutePath().normalize();
        switch (BenchSettings.parse(home, List.of(arguments))) {
            case Asked.Refused(String reason) -> {
                System.err.println("vintner: " + reason);
                System.err.print(BenchSettings.USAGE);
                System.exit(2);
            }
            case Asked.Run(BenchSettings settings) -> {
                try {
                    String report = measure(settings);
                    Files.writeString(home.resolve("deploy/faults/target/jobs.md"), report);
                    System.out.print(report);
                    System.exit(0);
                } catch (BrokenMeasureException broken) {
                    System.err.println("vintner: " + broken.getMessage());
                    System.exit(1);
                }
            }
        }
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
