package io.vintner.relay.bench;

import io.vintner.measure.BrokenMeasureException;
import java.io.IOException;
import java.sql.SQLException;

/** Something that drains a load from a replication slot of its own. Not thread-safe. */
interface Contender {

    ContenderName name();

    /** Drains a load that the database holds, and checks that it got all of it. */
    Drained drain(Load load)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException;

    /** Ends its processes and gives up its slot. */
    void leave() throws BrokenMeasureException, IOException, SQLException, InterruptedException;
}
