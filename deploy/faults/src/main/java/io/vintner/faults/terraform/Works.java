package io.vintner.faults.terraform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The folder in which all Terraforms of a rig leave their ledgers and diaries, and its gates. */
public final class Works {

    private static final String LEDGER = ".ledger";
    private static final String DIARY = ".diary";

    /** Whoever can see this line must not see the secret. */
    private static final String SECRET_TOLD =
            "case $command in plan | apply) echo \"the secret is $TF_VAR_rig_secret\" ;; esac";

    private final Path folder;

    /** Works in a folder, which is made. */
    public Works(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder).toAbsolutePath();
    }

    /** The module's file that tells Terraform what to do. */
    public String rigFile(Script script) {
        List<String> lastWords = new ArrayList<>(List.of(SECRET_TOLD));
        lastWords.addAll(script.lastWords());
        // The agent works in <job>-<epoch>/terraform/module: a ledger and a diary for each lease.
        return """
        lease=${PWD%%/terraform/module}
        lease=%s/${lease##*/}
        ledger=$lease%s
        diary=$lease%s
        resources=%d lines=%d pause=%s gate=%s
        last_words='%s'
        """
                .formatted(
                        folder,
                        LEDGER,
                        DIARY,
                        script.resources(),
                        script.lines(),
                        script.pause(),
                        script.gate().isEmpty() ? "" : gateFolder(script.gate()),
                        String.join("; ", lastWords));
    }

    /** The gate of that name, which is made. */
    public Gate gate(String name) throws IOException {
        return new Gate(Files.createDirectories(gateFolder(name)));
    }

    /** What was done under each lease under which something was, by {@code <job>-<epoch>}. */
    public Map<String, Work> byLease() throws IOException {
        Map<String, Work> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(LEDGER) || name.endsWith(DIARY)) {
                    String lease = name.substring(0, name.lastIndexOf('.'));
                    found.computeIfAbsent(lease, this::work);
                }
            }
        }
        return found;
    }

    private Work work(String lease) {
        return Work.read(folder.resolve(lease + LEDGER), folder.resolve(lease + DIARY));
    }

    private Path gateFolder(String name) {
        return folder.resolve("gate-" + name);
    }
}
