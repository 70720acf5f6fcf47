package io.vintner.faults.bench;

import io.vintner.faults.bench.BenchSettings.Measure;
import io.vintner.faults.rig.Rig;
import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.Machine;
import io.vintner.measure.Progress;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** The order of things. */
final class Measures {

    private Measures() {}

    /** Measures one kind of figure on a stage of its own. */
    interface Take {
        void on(Stage stage, BenchSettings settings, Report report)
                throws BrokenMeasureException, IOException, SQLException, InterruptedException;
    }

    private record Named(Measure name, Take take) {}

    private static final List<Named> ALL =
            List.of(
                    new Named(Measure.QUEUE, QueueMeasure::take),
                    new Named(Measure.APPEND, AppendMeasure::take),
                    new Named(Measure.LINE, LineMeasure::take),
                    new Named(Measure.OUTPUT, OutputMeasure::take),
                    new Named(Measure.WALL, WallMeasure::take),
                    new Named(Measure.CONCURRENT, ConcurrentMeasure::take));

    static String take(Rig rig, BenchSettings settings)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Report report =
                new Report(
                        """
                        %s, PostgreSQL %s.
                        Load average at the start: %s. Agent: %s.
                        """
                                .formatted(
                                        Machine.describe(),
                                        rig.database().version(),
                                        Machine.loadAverage(),
                                        rig.agentsAreNative() ? "native" : "Java"));
        for (Named measure : ALL) {
            if (settings.measures().contains(measure.name())) {
                Progress.say("measuring: " + measure.name());
                try (Stage stage = new Stage(rig)) {
                    measure.take().on(stage, settings, report);
                }
            }
        }
        return report.markdown();
    }
}
