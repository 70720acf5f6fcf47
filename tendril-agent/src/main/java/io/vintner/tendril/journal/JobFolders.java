package io.vintner.tendril.journal;

import io.vintner.tendril.control.Lease;
import io.vintner.tendril.control.LeaseRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folders of an agent's jobs, one a job, named after its lease. A folder is there with its
 * journal, or not at all: it gets its name when the journal is on the disk, and loses it before it
 * is removed.
 */
public final class JobFolders {

    private static final String HALF_MADE = ".new-";
    private static final String HALF_REMOVED = ".old-";

    private final Path root;

    /** The folders below a folder that exists. */
    public JobFolders(Path root) {
        this.root = root;
    }

    /**
     * Begins the journal of a claimed job.
     *
     * @param boot the kernel's boot id
     * @throws IOException if the disk does not take it; then there is nothing of it
     */
    public JobJournal begin(Lease lease, String boot) throws IOException {
        String name = name(lease.ref());
        Path half = root.resolve(HALF_MADE + name);
        DurableFiles.remove(half);
        try {
            Files.createDirectory(
                    half,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            JobJournal.begin(half, lease, boot);
            DurableFiles.syncFolder(half);
            DurableFiles.rename(root, HALF_MADE + name, name);
        } catch (IOException notTaken) {
            DurableFiles.remove(half);
            throw notTaken;
        }
        return JobJournal.open(root.resolve(name));
    }

    /** Whether this very lease is, or was, in this agent's hands. */
    public boolean has(LeaseRef lease) {
        return Files.exists(root.resolve(name(lease)));
    }

    /** Opens the journal of a job that an earlier run of the agent had. */
    public JobJournal open(Path folder) throws IOException {
        return JobJournal.open(folder);
    }

    /** What earlier runs of the agent left here. */
    public Left left() throws IOException {
        List<Path> unfinished = new ArrayList<>();
        List<Path> kept = new ArrayList<>();
        for (Path folder : folders()) {
            String name = folder.getFileName().toString();
            if (name.startsWith(HALF_MADE) || name.startsWith(HALF_REMOVED)) {
                DurableFiles.remove(folder);
            } else if (isClosed(folder)) {
                kept.add(folder);
            } else {
                unfinished.add(folder);
            }
        }
        return new Left(unfinished, kept);
    }

    /**
     * What earlier runs left.
     *
     * @param unfinished folders of jobs that are to be gone on with
     * @param kept folders that hold the only copy of a state, for a person
     */
    public record Left(List<Path> unfinished, List<Path> kept) {

        public Left {
            unfinished = List.copyOf(unfinished);
            kept = List.copyOf(kept);
        }
    }

    /** Removes a job's folder with everything in it. */
    public void remove(Path folder) throws IOException {
        String name = folder.getFileName().toString();
        DurableFiles.rename(root, name, HALF_REMOVED + name);
        DurableFiles.remove(root.resolve(HALF_REMOVED + name));
    }

    /** Of a damaged journal, whoever opens it will tell. */
    private static boolean isClosed(Path folder) throws IOException {
        try {
            return JobJournal.isClosed(folder);
        } catch (DamagedJournalException unknown) {
            return false;
        }
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> folders = Files.list(root)) {
            return folders.sorted().toList();
        }
    }

    private static String name(LeaseRef lease) {
        return lease.job() + "-" + lease.epoch();
    }
}
