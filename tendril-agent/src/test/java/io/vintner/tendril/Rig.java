package io.vintner.tendril;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The fault tests' Terraform ({@code deploy/faults}) with its ledger and its gate, and the oracle:
 * nothing lost, nothing twice.
 */
final class Rig {

    private static final Path FAULTS = Path.of("../deploy/faults").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final Path ledger;
    private final Path gate;

    /** A rig that keeps its files below a folder. */
    Rig(Path folder) throws IOException {
        this.folder = folder;
        this.ledger = Files.createFile(folder.resolve("ledger"));
        this.gate = Files.createDirectory(folder.resolve("gate"));
    }

    /** The agent's search path: first the rig's Terraform. */
    static String searchPath() {
        return FAULTS + ":" + System.getenv("PATH");
    }

    /** Module files that make an apply create so many resources. */
    Map<String, String> module(int resources, int lines) {
        return Map.of(
                "rig.sh",
                "resources=%d lines=%d ledger=%s gate=%s%n"
                        .formatted(resources, lines, ledger, gate));
    }

    /** Terraform will stand still at a place until {@link #letGo}. */
    void holdAt(String place) throws IOException {
        Files.createFile(gate.resolve("hold-" + place));
    }

    void letGo(String place) throws IOException {
        Files.delete(gate.resolve("hold-" + place));
    }

    void awaitReached(String place) {
        await().atMost(PATIENCE).until(() -> Files.exists(gate.resolve("reached-" + place)));
    }

    List<String> ledger() throws IOException {
        return Files.readAllLines(ledger);
    }

    /** A running job's notes about one of its commands. */
    Path command(StrictJob job, String name) throws IOException {
        Path commands = jobFolder(job).resolve("terraform/commands");
        try (Stream<Path> folders = Files.list(commands)) {
            return folders.filter(it -> it.getFileName().toString().endsWith(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    Path jobFolder(StrictJob job) {
        return folder.resolve("data/jobs/" + job.id + "-" + job.epoch);
    }

    /** Every resource exactly once, in order, and so many signals. */
    void assertCreated(int resources, int signals) throws IOException {
        assertThat(ledger().stream().filter(it -> it.startsWith("create")))
                .containsExactlyElementsOf(
                        Stream.iterate(1, i -> i + 1)
                                .limit(resources)
                                .map(i -> "create " + i)
                                .toList());
        assertThat(ledger().stream().filter(it -> it.startsWith("sigterm"))).hasSize(signals);
    }

    /** What arrived is byte for byte what Terraform wrote, and its running digests agree. */
    void assertWhole(StrictControlPlane control, StrictJob job) {
        Path kept = folder.resolve("data/output").resolve(job.id);
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    for (String stream : List.of("stdout", "stderr")) {
                        String arrived =
                                control.text(job, stream.toUpperCase(java.util.Locale.ROOT));
                        assertThat(kept.resolve(stream)).exists();
                        assertThat(arrived).isEqualTo(Files.readString(kept.resolve(stream)));
                        assertDigests(arrived, stream);
                    }
                });
    }

    /** The numbers of each command's lines rise by one, and each digest covers all before it. */
    private static void assertDigests(String text, String stream) {
        Map<String, String> last = new HashMap<>();
        Map<String, Integer> numbers = new HashMap<>();
        for (String line : text.lines().filter(it -> it.contains(" " + stream + " ")).toList()) {
            String[] words = line.split(" ", -1);
            int number = numbers.merge(words[0], 1, Integer::sum);
            assertThat(words[2]).isEqualTo(Integer.toString(number));
            String counted = stream.equals("stderr") ? "-" + number : Integer.toString(number);
            String digest = digest(last.getOrDefault(words[0], words[0]) + " " + counted);
            assertThat(words[3]).as(line).isEqualTo(digest);
            last.put(words[0], digest);
        }
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, 16);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
