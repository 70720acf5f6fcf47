package io.vintner.relay.watch;

import io.vintner.relay.replication.SetUpWarning;
import io.vintner.relay.replication.SetUpWarning.Check;
import java.util.List;

/**
 * How the database was set up when it was last looked at.
 *
 * @param error what keeps the relay from streaming; empty if nothing does
 * @param warnings what does not, but is probably not meant; as long as there is an error, those
 *     that were known before
 */
public record SetUpView(String error, List<SetUpWarning> warnings) {

    static final SetUpView UNSEEN = new SetUpView("", List.of());

    public SetUpView {
        warnings = List.copyOf(warnings);
    }

    /** The number of warnings of that kind. */
    public long count(Check check) {
        return warnings.stream().filter(warning -> warning.check() == check).count();
    }
}
