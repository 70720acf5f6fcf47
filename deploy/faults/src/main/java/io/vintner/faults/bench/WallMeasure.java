package io.vintner.faults.bench;

import io.vintner.faults.terraform.Script;
import io.vintner.measure.BrokenMeasureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What shipping costs Terraform: the wall time of one command that prints the whole output in a
 * hundred pieces with pauses, under an agent and, in turn, with its output to files and nobody who
 * reads them. The command takes the time itself.
 */
final class WallMeasure {

    private static final int PIECES = 100;

    private WallMeasure() {}

    static void take(Stage stage, BenchSettings settings, Report report)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        stage.agent("shipping", 1);
        Path times = stage.rig().folder().resolve("wall-times");
        Script script = Script.quick().ending("plan", timed(settings, times));
        String vine = stage.owner().vine(script);
        String rigFile = stage.rig().works().rigFile(script);
        List<Double> with = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        for (int round = 1; round <= settings.rounds(); round++) {
            String job = stage.owner().enqueue(vine, "PLAN");
            stage.awaitSuccess(job);
            // What is left to ship must not disturb the round without.
            stage.awaitSealed(job);
            with.add(lastTime(times));
            alone(stage, rigFile, round);
            without.add(lastTime(times));
        }
        stage.examine();
        double shipped = Spread.of(with).median();
        double unshipped = Spread.of(without).median();
        report.add(
                "%d MB printed in %d pieces, 50 ms apart: wall time with shipping ÷ without, medians of %d alternating rounds"
                        .formatted(settings.megabytes(), PIECES, settings.rounds()),
                "≤ 1.05",
                "**%.3f** (%s ms ÷ %s ms; %s to %s, and %s to %s)"
                        .formatted(
                                shipped / unshipped,
                                Report.whole(shipped),
                                Report.whole(unshipped),
                                Report.whole(Spread.of(with).sorted().getFirst()),
                                Report.whole(Spread.of(with).sorted().getLast()),
                                Report.whole(Spread.of(without).sorted().getFirst()),
                                Report.whole(Spread.of(without).sorted().getLast())));
    }

    private static String timed(BenchSettings settings, Path times) {
        long piece = settings.megabytes() * 1_000_000L / PIECES;
        return """
        began=$(date +%%s%%N); n=0; \
        while [ $n -lt %d ]; do seq 1000000000 9999999999 | head -c %d; sleep 0.05; n=$((n + 1)); done; \
        echo $((($(date +%%s%%N) - began) / 1000)) >> %s\
        """
                .formatted(PIECES, piece, times);
    }

    /** The same script, as the agent starts it, but for the agent. */
    private static void alone(Stage stage, String rigFile, int round)
            throws BrokenMeasureException, IOException, InterruptedException {
        Path folder =
                Files.createDirectories(
                        stage.rig()
                                .folder()
                                .resolve("alone/round-" + round + "-0/terraform/module"));
        Files.writeString(folder.resolve("rig.sh"), rigFile);
        ProcessBuilder command =
                new ProcessBuilder(
                                stage.rig().home().resolve("deploy/faults/terraform").toString(),
                                "plan")
                        .directory(folder.toFile())
                        .redirectOutput(folder.resolve("stdout").toFile())
                        .redirectError(folder.resolve("stderr").toFile());
        command.environment().putAll(Map.of("TF_VAR_rig_secret", "none"));
        if (command.start().waitFor() != 0) {
            throw new BrokenMeasureException("the command failed, see " + folder);
        }
        Files.delete(folder.resolve("stdout"));
    }

    /** In milliseconds. */
    private static double lastTime(Path times) throws IOException {
        return Double.parseDouble(Files.readAllLines(times).getLast()) / 1000;
    }
}
