package io.vintner.relay.bench;

import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.Progress;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Rows a second: in each round the database takes one load, which every contender then drains,
 * alone, one after the other, in an order that turns from round to round. The first round warms
 * them and does not count.
 */
final class Throughput {

    private final BenchRun run;

    Throughput(BenchRun run) {
        this.run = run;
    }

    /** One workload, by contender; each list has one entry a round. */
    record Result(Workload workload, Map<ContenderName, List<Drained>> rounds) {}

    Result measure(Workload workload, List<Contender> contenders)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Map<ContenderName, List<Drained>> rounds = new EnumMap<>(ContenderName.class);
        List<Contender> order = new ArrayList<>(contenders);
        for (int round = 0; round <= run.settings().runs(); round++) {
            Load load = run.database().write(workload, run.settings().rows());
            for (Contender contender : order) {
                Drained drained = contender.drain(load);
                Progress.say(
                        "%s, round %d, %s: %,.0f rows/s"
                                .formatted(
                                        workload.title(),
                                        round,
                                        contender.name().title(),
                                        drained.rowsPerSecond()));
                if (round > 0) {
                    rounds.computeIfAbsent(contender.name(), _ -> new ArrayList<>()).add(drained);
                }
            }
            Collections.rotate(order, 1);
        }
        return new Result(workload, rounds);
    }
}
