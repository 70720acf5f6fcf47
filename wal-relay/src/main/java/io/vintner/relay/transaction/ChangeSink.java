package io.vintner.relay.transaction;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import java.time.Instant;

/** Where the assembler puts what it makes, in order, on the caller's thread. */
public interface ChangeSink {

    /** A change of a transaction that has committed in the database. */
    void changed(ChangeEvent event);

    /**
     * All changes of a transaction were given.
     *
     * @param end (end LSN, 0): the place just after the transaction
     */
    void committed(ChangePosition end, Instant committedAt);
}
