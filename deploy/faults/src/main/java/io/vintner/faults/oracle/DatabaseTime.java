package io.vintner.faults.oracle;

import io.vintner.faults.oracle.Evidence.JobRow;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** I9: no time that anything is decided by comes from another clock than the database's. */
final class DatabaseTime implements Rule {

    /** A time is that of the transaction's begin, and transactions overlap. */
    private static final Duration OVERLAP_MAX = Duration.ofSeconds(30);

    @Override
    public List<Breach> check(Evidence evidence) throws SQLException {
        OffsetDateTime now =
                evidence.rig()
                        .database()
                        .list("select now()", row -> row.getObject(1, OffsetDateTime.class))
                        .getFirst();
        List<Breach> breaches = new ArrayList<>();
        for (JobRow job : evidence.jobs()) {
            OffsetDateTime before = null;
            List<OffsetDateTime> times =
                    Stream.of(job.createdAt(), job.claimedAt(), job.startedAt(), job.completedAt())
                            .filter(Objects::nonNull)
                            .toList();
            for (OffsetDateTime time : times) {
                if (time.isAfter(now)
                        || (before != null && time.plus(OVERLAP_MAX).isBefore(before))) {
                    breaches.add(
                            new Breach(
                                    Invariant.I9,
                                    job.id(),
                                    "%s, and the database says %s".formatted(times, now)));
                }
                before = time;
            }
        }
        return breaches;
    }
}
