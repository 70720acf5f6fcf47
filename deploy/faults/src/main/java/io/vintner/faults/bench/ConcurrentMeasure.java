package io.vintner.faults.bench;

import io.vintner.faults.rig.Agent;
import io.vintner.faults.rig.RealtimeServices;
import io.vintner.faults.terraform.Script;
import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.Machine;
import io.vintner.measure.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Many jobs at a time, each printing 10 KB a second; one more is followed to a client of the
 * gateway, line by line.
 */
final class ConcurrentMeasure {

    private static final int JOBS_AN_AGENT = 20;
    private static final int LINES_A_SECOND = 2;
    private static final Duration ALL_RUN_MAX = Duration.ofMinutes(5);

    private ConcurrentMeasure() {}

    static void take(Stage stage, BenchSettings settings, Report report)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        try (RealtimeServices realtime = RealtimeServices.start(stage.rig(), 1)) {
            take(stage, settings, report, realtime);
        }
    }

    private static void take(
            Stage stage, BenchSettings settings, Report report, RealtimeServices realtime)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        List<Agent> agents = new ArrayList<>();
        for (int number = 0; number * JOBS_AN_AGENT < settings.concurrent(); number++) {
            agents.add(stage.agent("busy-" + number, JOBS_AN_AGENT));
        }
        Path held = Files.createFile(stage.rig().folder().resolve("noise-is-held"));
        Script noisy = Script.quick().ending("plan", noise(held, settings.seconds()));
        List<String> jobs = new ArrayList<>();
        for (int number = 0; number < settings.concurrent(); number++) {
            jobs.add(stage.owner().enqueue(stage.owner().vine(noisy), "PLAN"));
        }
        Poll.until(
                "all jobs to run at the same time",
                ALL_RUN_MAX,
                () -> running(stage) == settings.concurrent());
        agents.add(stage.agent("told", 1));
        int lines = settings.seconds() / 2 * LINES_A_SECOND;
        Script told =
                Script.quick()
                        .ending(
                                "plan",
                                noise(held, 0) + "; " + WatchedLines.printing(lines, "0.5"));
        String watchedJob = stage.owner().enqueue(stage.owner().vine(told), "PLAN");
        try (WatchedLines watched =
                new WatchedLines(stage.rig(), stage.owner(), realtime.url(), watchedJob)) {
            Duration before = cpu(stage, agents);
            long began = System.nanoTime();
            Files.delete(held);
            String spread = WatchedLines.words(watched.await(lines));
            long still = running(stage);
            double seconds = (System.nanoTime() - began) / 1e9;
            double cores = cpu(stage, agents).minus(before).toMillis() / 1e3 / seconds;
            for (String job : jobs) {
                stage.awaitSuccess(job);
            }
            stage.awaitSuccess(watchedJob);
            stage.examine();
            report(settings, report, spread, still, cores, stage);
        }
    }

    private static void report(
            BenchSettings settings,
            Report report,
            String spread,
            long still,
            double cores,
            Stage stage)
            throws IOException, SQLException {
        report.add(
                "%d jobs at a time, each 10 KB/s for %d s"
                        .formatted(settings.concurrent(), settings.seconds()),
                "200 on 2 cores",
                "all succeeded, nothing lost, %s MB stored; API and agents kept %s cores busy"
                        .formatted(Report.whole(storedBytes(stage) / 1e6), Report.one(cores)));
        report.add(
                "Terraform's line → client of the gateway, meanwhile (at its end %d jobs still ran)"
                        .formatted(still),
                "p95 ≤ 2.5 s",
                spread);
    }

    /** Ten kilobytes, then a second's rest, in one process but for the rest. */
    private static String noise(Path held, int seconds) {
        return """
        while [ -e %s ]; do sleep 1; done; \
        block=$(seq 10000 11999 | head -c 10239); n=0; \
        while [ $n -lt %d ]; do printf "%%s\\n" "$block"; sleep 1; n=$((n + 1)); done\
        """
                .formatted(held, seconds);
    }

    private static long running(Stage stage) throws SQLException {
        return stage.rig()
                .database()
                .number(
                        """
                        select count(*) from provision_jobs
                        where user_id = ? and status = 'PROCESSING'
                        """,
                        stage.owner().id());
    }

    private static double storedBytes(Stage stage) throws SQLException {
        return stage.rig()
                .database()
                .number(
                        """
                        select sum(head.bytes) from job_log_heads head
                        join provision_jobs job on job.id = head.job_id where job.user_id = ?
                        """,
                        stage.owner().id());
    }

    private static Duration cpu(Stage stage, List<Agent> agents) {
        Duration all = Machine.cpuOf(stage.rig().nodes().getFirst().handle());
        for (Agent agent : agents) {
            all = all.plus(Machine.cpuOf(agent.handle()));
        }
        return all;
    }
}
