package io.vintner.local;

import io.vintner.local.process.LocalPort;
import io.vintner.local.process.ReadyCheck;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What another launcher of this checkout runs, as one sees it from outside. */
final class RunningStack {

    /** Longer than the launcher's own bounds together: a Tendril's job, then all the services. */
    private static final Duration DOWN_MAX = Duration.ofMinutes(2);

    private final LocalSettings settings;
    private final RunFolder running;
    private final PrintStream out;
    private final InstantSource clock;

    RunningStack(LocalSettings settings, PrintStream out, InstantSource clock) {
        this.clock = clock;
        this.settings = settings;
        this.running = new RunFolder(settings.runFolder());
        this.out = out;
    }

    /** Prints a line for each part; 0 if all of them run and are ready, else 1. */
    int status() throws InterruptedException {
        LocalPorts ports = settings.ports();
        boolean all = true;
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
            all &= line(http, RunFolder.LAUNCHER, null, false);
            all &= line(http, SupervisedPostgres.NAME, ports.postgres(), false);
            all &= line(http, ServicePrograms.TRELLIS, ports.trellis(), true);
            all &= line(http, ServicePrograms.RELAY, ports.relay(), true);
            all &= line(http, ServicePrograms.GATEWAY, ports.gateway(), true);
            all &= line(http, ServicePrograms.AGENT, null, false);
        }
        return all ? 0 : 1;
    }

    /** Asks the launcher to stop everything and waits for it; ends what it left behind. */
    int down() {
        Optional<ProcessHandle> launcher = running.living(RunFolder.LAUNCHER);
        if (launcher.isPresent()) {
            out.println("vintner: stopping …");
            launcher.get().destroy();
            try {
                launcher.get().onExit().orTimeout(DOWN_MAX.toSeconds(), TimeUnit.SECONDS).join();
            } catch (CompletionException late) {
                out.printf(
                        "vintner: process %d has not stopped after %d s%n",
                        launcher.get().pid(), DOWN_MAX.toSeconds());
                return 1;
            }
        }
        boolean leftovers = !running.living().isEmpty();
        new LeftOvers(running, line -> out.println("vintner: " + line)).end();
        out.println(
                launcher.isPresent() || leftovers ? "vintner: stopped" : "vintner: nothing was up");
        return 0;
    }

    private boolean line(HttpClient http, String name, @Nullable LocalPort port, boolean health)
            throws InterruptedException {
        Optional<ProcessHandle> process = running.living(name);
        boolean ready =
                process.isPresent()
                        && (port == null
                                || !health
                                || ReadyCheck.isReady(
                                        http, URI.create(port.http("/q/health/ready"))));
        String state = process.isEmpty() ? "down" : ready ? "up" : "up, not ready";
        String where = port == null || process.isEmpty() ? "" : "port " + port.number();
        out.println(
                "%-18s %-14s %-12s %-16s %s"
                        .formatted(
                                name,
                                state,
                                where,
                                process.map(p -> "process " + p.pid()).orElse(""),
                                process.flatMap(this::age).orElse(""))
                        .stripTrailing());
        return ready;
    }

    private Optional<String> age(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(start -> Duration.between(start, clock.instant()))
                .map(age ->
                        "for %d:%02d:%02d"
                                .formatted(
                                        age.toHours(), age.toMinutesPart(), age.toSecondsPart()));
    }
}
