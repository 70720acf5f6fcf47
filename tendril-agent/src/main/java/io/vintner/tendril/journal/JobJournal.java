package io.vintner.tendril.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.vintner.tendril.control.Lease;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * One job's journal: its lease, written once, and notes, one line each. Everything is on the disk
 * when a method returns. A note that was cut short by a kill counts as not written.
 *
 * <p>The lease holds secrets in clear, since a job cannot be gone on with without them: it lies in
 * the job's folder, which its user alone may enter, and is removed when the job is closed.
 *
 * <p>Thread-safe.
 */
public final class JobJournal implements Closeable {

    private static final String LEASE = "lease.json";
    private static final String NOTES = "notes";

    private final Path folder;
    private final LeaseJson.Taken taken;
    private final FileChannel notes;
    private Progress progress;

    private JobJournal(Path folder, LeaseJson.Taken taken, FileChannel notes, Progress progress) {
        this.folder = folder;
        this.taken = taken;
        this.notes = notes;
        this.progress = progress;
    }

    /** Begins a journal in a job's new folder. */
    static void begin(Path folder, Lease lease, String boot) throws IOException {
        DurableFiles.create(
                folder.resolve(LEASE), LeaseJson.bytes(new LeaseJson.Taken(lease, boot)));
        DurableFiles.create(folder.resolve(NOTES), new byte[0]);
    }

    /**
     * Opens the journal in a job's folder.
     *
     * @throws DamagedJournalException if it cannot be understood
     */
    static JobJournal open(Path folder) throws IOException {
        LeaseJson.Taken taken;
        try {
            taken = LeaseJson.read(Files.readAllBytes(folder.resolve(LEASE)));
        } catch (NoSuchFileException missing) {
            throw new DamagedJournalException("a folder without a lease", missing);
        }
        byte[] written = notesOf(folder);
        int whole = wholeLines(written);
        Progress progress = progress(written, whole);
        FileChannel notes = FileChannel.open(folder.resolve(NOTES), WRITE, CREATE);
        notes.truncate(whole);
        notes.position(whole);
        return new JobJournal(folder, taken, notes, progress);
    }

    /** Whether nothing is left to do for the job of this folder. */
    static boolean isClosed(Path folder) throws IOException {
        byte[] written = notesOf(folder);
        return progress(written, wholeLines(written)).closed();
    }

    /** The job's lease, as it was claimed. */
    public Lease lease() {
        return taken.lease();
    }

    /** The kernel's boot id when the job was claimed. */
    public String boot() {
        return taken.boot();
    }

    /** The job's folder. */
    public Path folder() {
        return folder;
    }

    /** How far the job has come. */
    public synchronized Progress progress() {
        return progress;
    }

    /**
     * Writes a note. If the disk refuses it, this run of the agent knows all the same, only the
     * next one would not.
     */
    public synchronized void note(Note note) throws IOException {
        progress = progress.after(note);
        long before = notes.position();
        try {
            ByteBuffer line = ByteBuffer.wrap(NoteJson.line(note));
            while (line.hasRemaining()) {
                notes.write(line);
            }
            notes.force(false);
        } catch (IOException noRoom) {
            notes.truncate(before);
            throw noRoom;
        }
    }

    /** The job is over and its folder stays: only what must be kept does, not its secrets. */
    public void closeForGood() throws IOException {
        note(new Note.Closed());
        Files.deleteIfExists(folder.resolve(LEASE));
        DurableFiles.syncFolder(folder);
    }

    @Override
    public void close() throws IOException {
        notes.close();
    }

    private static byte[] notesOf(Path folder) throws IOException {
        try {
            return Files.readAllBytes(folder.resolve(NOTES));
        } catch (NoSuchFileException none) {
            return new byte[0];
        }
    }

    private static int wholeLines(byte[] written) {
        int end = written.length;
        while (end > 0 && written[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    private static Progress progress(byte[] written, int whole) throws DamagedJournalException {
        Progress progress = Progress.NONE;
        for (String line : new String(written, 0, whole, UTF_8).lines().toList()) {
            progress = progress.after(NoteJson.read(line));
        }
        return progress;
    }
}
