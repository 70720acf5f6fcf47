package io.vintner.faults.oracle;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** Looks for what contradicts one invariant. */
interface Rule {

    List<Breach> check(Evidence evidence) throws IOException, SQLException, InterruptedException;
}
