package io.vintner.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.faults.oracle.Invariant;
import io.vintner.faults.oracle.StoredLog;
import io.vintner.faults.proxy.Weather;
import io.vintner.faults.rig.Agent;
import io.vintner.faults.terraform.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Output that is long, or no text: all of it arrives, once, and the agent stays small. */
class LongLogIT extends FaultTest {

    private static final int MEGABYTES = Integer.getInteger("faults.log.megabytes", 16);
    private static final int MEGABYTE = 1024 * 1024;

    /** Of the agent, however long the log is. */
    private static final long MEMORY_BYTES_MAX = 128L * MEGABYTE;

    /** More than the spool takes while nothing can be sent. */
    private static final int FLOOD_BYTES = 12 * MEGABYTE;

    private static final Pattern GAP = Pattern.compile("(\\d+) bytes of STDOUT left out here");
    private static final long SEED = Long.getLong("faults.seed", 20_261_126L);

    @Test
    void f12ALongLogArrivesByteForByteAndTheAgentStaysSmall() throws Exception {
        // Given
        Agent agent = startedAgent("long");
        long bytes = MEGABYTES * 1024L * 1024L;
        Script script =
                Script.quick()
                        .ending("plan", "seq 1000000000 9999999999 | head -c %d".formatted(bytes));

        // When
        long began = System.nanoTime();
        String job = owner.enqueue(owner.vine(script), "PLAN");
        awaitEnd(job, "SUCCESS");
        patiently()
                .atMost(java.time.Duration.ofMinutes(10))
                .until(() -> agent.unfinished().isEmpty());
        double seconds = (System.nanoTime() - began) / 1e9;

        // Then
        StoredLog log = StoredLog.read(rig.database(), job, 1);
        print(
                "f12: %d MB in %d chunks, all stored %.1f s after the job was queued; the agent's"
                        + " resident memory %d MB, at most %d MB",
                MEGABYTES,
                log.chunks(),
                seconds,
                agent.memory("VmRSS") >> 20,
                agent.memory("VmHWM") >> 20);
        assertThat(log.text("STDOUT").length()).isGreaterThanOrEqualTo((int) bytes);
        assertThat(agent.memory("VmHWM")).isLessThanOrEqualTo(MEMORY_BYTES_MAX);
    }

    @Test
    void f13BytesThatAreNoTextArriveAsTextAndALineOfFiveMegabytesArrivesWhole() throws Exception {
        // Given
        startedAgent("odd");
        Path odd = Files.write(rig.folder().resolve("odd.bin"), oddBytes());
        Script script = Script.quick().ending("plan", "cat %s; cat %s >&2".formatted(odd, odd));

        // When
        String job = owner.enqueue(owner.vine(script), "PLAN");
        awaitEnd(job, "SUCCESS");

        // Then
        String expected = new String(Files.readAllBytes(odd), UTF_8).replace('\0', '\uFFFD');
        patiently()
                .untilAsserted(() -> {
                    assertThat(stored(job, "STDOUT").contains(expected)).isTrue();
                    assertThat(stored(job, "STDERR").contains(expected)).isTrue();
                });
    }

    @Test
    void f12BeyondTheLimitHeadAndTailArriveAndTheGapIsExact() throws Exception {
        // Given
        startedAgent(
                "flooded",
                Map.of(
                        "VINTNER_TENDRIL_LOG_HEAD_MAX", "1M",
                        "VINTNER_TENDRIL_LOG_TAIL_MAX", "512K"));
        Script script = Script.quick().ending("plan", "seq 1000001 1999999");

        // When
        String job = owner.enqueue(owner.vine(script), "PLAN");
        excuses.excuse(Invariant.I5, job);
        awaitEnd(job, "SUCCESS");
        patiently().until(() -> stored(job, "STDOUT").endsWith("1999999\n"));

        // Then
        String gap = stored(job, "SYSTEM");
        Matcher leftOut = GAP.matcher(gap);
        assertThat(leftOut.find()).as(gap).isTrue();
        String whole = Files.readString(rig.agents().getFirst().keptOutput(job).resolve("stdout"));
        String masked = whole.replace(owner.secret(), "***");
        String arrived = stored(job, "STDOUT");
        int head = 0;
        while (head < arrived.length() && arrived.charAt(head) == masked.charAt(head)) {
            head++;
        }
        assertThat(masked).endsWith(arrived.substring(head));
        assertThat(arrived.length() + Integer.parseInt(leftOut.group(1)))
                .isEqualTo(masked.length());
    }

    @Test
    void f14ASpoolThatIsFullToItsBoundLeavesTheRestInTerraformsFilesAndAllOfItArrives()
            throws Exception {
        // Given
        Agent agent = startedAgent("bounded");
        gate().holdAt("plan");
        gate().holdAt("flooded");
        Script flood =
                Script.quick()
                        .at(gateName())
                        .ending(
                                "plan",
                                "seq 1000000000 9999999999 | head -c %d; hold flooded"
                                        .formatted(FLOOD_BYTES));
        String job = owner.enqueue(owner.vine(flood), "PLAN");
        awaitReached("plan");

        // When
        agent.proxy().weather(Weather.cut());
        gate().letGo("plan");
        awaitReached("flooded");
        Path folder = agent.jobFolder(job);
        awaitFull(folder.resolve("spool"));

        // Then
        assertThat(Files.size(folder.resolve("terraform/output/stdout")))
                .isGreaterThan(FLOOD_BYTES);
        assertThat(size(folder.resolve("spool"))).isLessThan(FLOOD_BYTES - 2 * MEGABYTE);
        gate().letGo("flooded");
        agent.proxy().weather(Weather.fair());
        awaitEnd(job, "SUCCESS");
        awaitDelivered(agent);
        assertThat(stored(job, "STDOUT").length()).isGreaterThan(FLOOD_BYTES);
    }

    /** It grows no more although there is more to be taken. */
    private static void awaitFull(Path spool) {
        long[] before = {-1, 0};
        patiently()
                .until(() -> {
                    long now = size(spool);
                    before[1] = now == before[0] ? before[1] + 1 : 0;
                    before[0] = now;
                    return now > MEGABYTE && before[1] > 20;
                });
    }

    private static long size(Path folder) throws IOException {
        long size = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                size += Files.size(file);
            }
        }
        return size;
    }

    /** Random bytes, NUL, parts of code points, colours, carriage returns, and one endless line. */
    private static byte[] oddBytes() {
        Random random = new Random(SEED);
        ByteArrayOutputStream odd = new ByteArrayOutputStream();
        byte[] noise = new byte[200_000];
        random.nextBytes(noise);
        odd.writeBytes(noise);
        odd.writeBytes(new byte[] {0, 0, (byte) 0xE2, (byte) 0x82, '\n', (byte) 0x82, (byte) 0xAC});
        for (int percent = 0; percent < 100; percent++) {
            odd.writeBytes("\r\u001B[32m%d %%\u001B[0m €".formatted(percent).getBytes(UTF_8));
        }
        odd.writeBytes("x".repeat(5 * 1024 * 1024).getBytes(UTF_8));
        odd.writeBytes("€\nthe end\n".getBytes(UTF_8));
        return odd.toByteArray();
    }
}
