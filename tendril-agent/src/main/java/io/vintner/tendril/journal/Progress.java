package io.vintner.tendril.journal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How far a job had come, as its notes tell.
 *
 * @param begun whether the control plane knows that it started
 * @param executable the Terraform that it uses; null as long as its module is not written
 * @param moduleVersion what exactly that module is; null where the configuration says all, and as
 *     long as it is not written
 * @param storedSerial serial of the state at the control plane; null as long as none was fetched
 * @param fetchedVersion the number of the state that was fetched there, 0 if there was none; null
 *     as long as none was
 * @param cancelAsked whether someone wants it to end
 * @param cancelForced whether that is to happen at once
 * @param ended what is to be reported; null while it runs
 * @param reported whether that was done
 * @param kept whether its folder holds the only copy of a state
 * @param closed whether nothing of it is left to do
 */
public record Progress(
        boolean begun,
        @Nullable Path executable,
        @Nullable String moduleVersion,
        @Nullable Long storedSerial,
        @Nullable Long fetchedVersion,
        boolean cancelAsked,
        boolean cancelForced,
        boolean leaseLost,
        Note.@Nullable Ended ended,
        boolean reported,
        boolean kept,
        boolean closed) {

    /** Nothing has happened. */
    public static final Progress NONE =
            new Progress(
                    false, null, null, null, null, false, false, false, null, false, false, false);

    Progress after(Note note) {
        return switch (note) {
            case Note.Begun _ -> with(true, executable, moduleVersion);
            case Note.Prepared(Path terraform, String module) -> with(begun, terraform, module);
            case Note.StateStored(long serial, Long version) ->
                    withState(serial, version == null ? fetchedVersion : version);
            case Note.CancelAsked _ -> withCancel(true, cancelForced, leaseLost);
            case Note.CancelForced _ -> withCancel(true, true, leaseLost);
            case Note.LeaseLost _ -> withCancel(true, cancelForced, true);
            case Note.Ended end -> withEnd(end, reported, kept, closed);
            case Note.Reported _ -> withEnd(ended, true, kept, closed);
            case Note.Kept _ -> withEnd(ended, reported, true, closed);
            case Note.Closed _ -> withEnd(ended, reported, kept, true);
        };
    }

    private Progress with(
            boolean nowBegun, @Nullable Path nowExecutable, @Nullable String nowModule) {
        return new Progress(
                nowBegun,
                nowExecutable,
                nowModule,
                storedSerial,
                fetchedVersion,
                cancelAsked,
                cancelForced,
                leaseLost,
                ended,
                reported,
                kept,
                closed);
    }

    private Progress withState(long nowStored, @Nullable Long nowFetched) {
        return new Progress(
                begun,
                executable,
                moduleVersion,
                nowStored,
                nowFetched,
                cancelAsked,
                cancelForced,
                leaseLost,
                ended,
                reported,
                kept,
                closed);
    }

    private Progress withCancel(boolean asked, boolean forced, boolean lost) {
        return new Progress(
                begun,
                executable,
                moduleVersion,
                storedSerial,
                fetchedVersion,
                asked,
                forced,
                lost,
                ended,
                reported,
                kept,
                closed);
    }

    private Progress withEnd(
            Note.@Nullable Ended nowEnded,
            boolean nowReported,
            boolean nowKept,
            boolean nowClosed) {
        return new Progress(
                begun,
                executable,
                moduleVersion,
                storedSerial,
                fetchedVersion,
                cancelAsked,
                cancelForced,
                leaseLost,
                nowEnded,
                nowReported,
                nowKept,
                nowClosed);
    }
}
