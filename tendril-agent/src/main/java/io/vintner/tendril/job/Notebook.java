package io.vintner.tendril.job;

import io.vintner.tendril.journal.JobJournal;
import io.vintner.tendril.journal.Note;
import java.io.IOException;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Writes a job's notes. One that the disk refuses does not hurt the job: only an agent that is
 * started again would know less. Thread-safe.
 */
final class Notebook implements Consumer<Note> {

    private static final Logger LOG = Logger.getLogger(Notebook.class);

    private final JobJournal journal;

    Notebook(JobJournal journal) {
        this.journal = journal;
    }

    @Override
    public void accept(Note note) {
        try {
            journal.note(note);
        } catch (IOException refused) {
            LOG.errorf(
                    refused,
                    "a note could not be written to the job's journal: folder=%s note=%s",
                    journal.folder(),
                    note.getClass().getSimpleName());
        }
    }
}
