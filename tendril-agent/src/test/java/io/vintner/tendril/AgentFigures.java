package io.vintner.tendril;

import io.vintner.tendril.control.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures the shipped agent against an HTTPS server and prints what came of it; nothing is judged.
 * Run by {@code ./vintner bench agent}.
 */
@Timeout(10 * 60)
class AgentFigures {

    private static final int STARTS = Integer.getInteger("figures.starts", 20);
    private static final Duration IDLE = Duration.ofSeconds(Integer.getInteger("figures.idle", 60));

    @TempDir Path folder;

    @Test
    void startAndIdleMemory() throws Exception {
        Map<String, String> trust =
                Map.of("VINTNER_TENDRIL_CONTROL_CA_FILE", folder.resolve("ca.pem").toString());
        List<Long> starts = new ArrayList<>();
        List<String> memory;
        try (StrictControlPlane control = new StrictControlPlane(SelfSigned.in(folder))) {
            // The first one registers, which is not measured.
            startOnce(control, trust);
            for (int i = 0; i < STARTS; i++) {
                starts.add(startOnce(control, trust));
            }
            try (AgentProcess idle = AgentProcess.start(control, folder, trust)) {
                boolean _ = new CountDownLatch(1).await(IDLE.toNanos(), TimeUnit.NANOSECONDS);
                idle.failIfGone();
                memory = memory(idle.pid());
            }
        }
        starts.sort(null);
        print("form: %s", System.getProperty("tendril.executable", "Java"));
        print(
                "start to the first heartbeat over HTTPS, %d starts: least %.0f ms, median %.0f ms,"
                        + " most %.0f ms",
                STARTS,
                starts.getFirst() / 1e6,
                starts.get(STARTS / 2) / 1e6,
                starts.getLast() / 1e6);
        print("after %d s idle over HTTPS: %s", IDLE.toSeconds(), String.join(", ", memory));
    }

    private long startOnce(StrictControlPlane control, Map<String, String> settings)
            throws IOException, InterruptedException {
        int before = control.beats().size();
        long began = System.nanoTime();
        try (AgentProcess agent = AgentProcess.start(control, folder, settings)) {
            control.awaitBeats(before + 1);
            long took = System.nanoTime() - began;
            agent.failIfGone();
            return took;
        }
    }

    /** Resident memory now and at its highest, as the kernel counts it. */
    private static List<String> memory(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
                .map(line -> line.replaceAll("\\s+", " "))
                .toList();
    }

    private static void print(String format, Object... values) {
        System.out.printf("agent: " + format + "%n", values);
    }
}
