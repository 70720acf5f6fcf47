package io.vintner.tendril.journal;

import io.vintner.tendril.control.JobReport;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One thing that has become of a job, written down when it has. */
public sealed interface Note {

    /** The control plane agreed that the job starts. */
    record Begun() implements Note {}

    /**
     * The module's files are written.
     *
     * @param executable the Terraform that all of the job's commands are run with
     * @param moduleVersion what exactly the module is; null where the configuration says all
     */
    record Prepared(Path executable, @Nullable String moduleVersion) implements Note {}

    /**
     * The control plane's copy of the state is this one, fetched from there or brought to it.
     *
     * @param serial of the state; {@link #NO_STATE} if the vine has none
     * @param version its number there, 0 if the vine has none; null for one that was brought
     */
    record StateStored(long serial, @Nullable Long version) implements Note {

        /** The vine has no state yet. */
        public static final long NO_STATE = -1;

        /** A state that was fetched from there. */
        public static StateStored fetched(long serial, long version) {
            return new StateStored(serial, version);
        }

        /** A state that was brought there. */
        public static StateStored brought(long serial) {
            return new StateStored(serial, null);
        }
    }

    /** Someone wants the job to end. */
    record CancelAsked(String by) implements Note {}

    /** Someone wants it to end at once. */
    record CancelForced(String by) implements Note {}

    /** The job is someone else's now. */
    record LeaseLost() implements Note {}

    /**
     * The job has ended, and this is what is to be reported, word for word.
     *
     * @param report null if there is nothing to report, since the job is not ours any more
     */
    record Ended(@Nullable JobReport report) implements Note {}

    /** The control plane has taken the report, or refused it for good. */
    record Reported() implements Note {}

    /** The folder holds the only copy of a state: it stays until a person has looked at it. */
    record Kept() implements Note {}

    /** Nothing of the job is left to do. */
    record Closed() implements Note {}
}
