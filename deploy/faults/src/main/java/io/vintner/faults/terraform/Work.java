package io.vintner.faults.terraform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Terraform did under one lease.
 *
 * @param ledger a line for each creation, and for each signal
 * @param diary when it planned (with the plan's digest), began (with the digest of what it applies)
 *     and ended (with its exit code)
 */
public record Work(List<String> ledger, List<String> diary) {

    public Work {
        ledger = List.copyOf(ledger);
        diary = List.copyOf(diary);
    }

    static Work read(Path ledger, Path diary) {
        return new Work(lines(ledger), lines(diary));
    }

    /** The numbers of what was created, in order. */
    public List<Integer> created() {
        return said(ledger, "create ").map(Integer::valueOf).toList();
    }

    /** How often it was asked to end. */
    public long signals() {
        return said(ledger, "sigterm ").count();
    }

    /** The digests of the plans that were made. */
    public List<String> planned() {
        return said(diary, "planned ").toList();
    }

    /** The digests of the plans whose apply began. */
    public List<String> begun() {
        return said(diary, "begin apply ").toList();
    }

    /** The exit codes of the applies that ended by themselves. */
    public List<String> ended() {
        return said(diary, "end apply ").toList();
    }

    private static Stream<String> said(List<String> lines, String first) {
        return lines.stream()
                .filter(line -> line.startsWith(first))
                .map(line -> line.substring(first.length()));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
