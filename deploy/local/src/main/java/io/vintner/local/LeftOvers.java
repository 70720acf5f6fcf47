package io.vintner.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What a launcher that was killed left running. They are known by number and start, so that nothing
 * else is ever ended.
 */
final class LeftOvers {

    /** In the order of stopping: PostgreSQL last, when nobody is connected to it any more. */
    private static final List<String> ORDER =
            List.of(
                    ServicePrograms.AGENT,
                    ServicePrograms.GATEWAY,
                    ServicePrograms.RELAY,
                    ServicePrograms.TRELLIS,
                    SupervisedPostgres.NAME);

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final RunFolder running;
    private final Consumer<String> news;

    LeftOvers(RunFolder running, Consumer<String> news) {
        this.running = running;
        this.news = news;
    }

    /** Ends them, politely first. */
    void end() {
        Map<String, ProcessHandle> living = running.living();
        for (String name : ORDER) {
            ProcessHandle process = living.get(name);
            if (process != null) {
                news.accept(
                        "ending %s (process %d), left by an earlier launcher"
                                .formatted(name, process.pid()));
                end(process);
                running.leave(name);
            }
        }
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        CompletableFuture<ProcessHandle> ended = process.onExit();
        try {
            ended.copy().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (java.util.concurrent.CompletionException _) {
            process.destroyForcibly();
            ended.join();
        }
    }
}
