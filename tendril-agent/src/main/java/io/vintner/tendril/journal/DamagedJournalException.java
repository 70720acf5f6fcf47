package io.vintner.tendril.journal;

import java.io.IOException;

/** What stands in a job's journal is not what was written: its job cannot be gone on with. */
public final class DamagedJournalException extends IOException {

    DamagedJournalException(String message) {
        super(message);
    }

    DamagedJournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
