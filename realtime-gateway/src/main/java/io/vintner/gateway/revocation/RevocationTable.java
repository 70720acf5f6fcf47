package io.vintner.gateway.revocation;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.vintner.gateway.database.DatabaseAwayException;
import io.vintner.gateway.database.Session;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements on {@code vintner.revocations} (gateway.sql). Each waits for its answer: for
 * virtual threads.
 */
final class RevocationTable {

    private static final int BATCH_MAX = 1_000;
    private static final String JTI = "jti";

    /** PostgreSQL counts time to the year 294276 only; no real token lives as long. */
    private static final Instant EXPIRY_MAX = Instant.parse("9999-12-31T00:00:00Z");

    private static final String IS_THERE =
            "select to_regclass('vintner.revocations') is not null as is_there";

    private static final String AFTER =
            """
            select seq, kind, name, issued_before, expires_at from vintner.revocations
            where seq > $1 order by seq limit
            """
                    + BATCH_MAX;

    /** Numbers are given in the order of the commits: whoever writes holds this lock until then. */
    private static final String LOCK =
            "select pg_advisory_xact_lock(hashtextextended('vintner.revocations', 0))";

    private static final String STORE =
            """
            insert into vintner.revocations (kind, name, issued_before, expires_at)
            values ($1, $2, $3, $4)
            on conflict (kind, name) do update set
              issued_before = greatest(revocations.issued_before, excluded.issued_before),
              expires_at = greatest(revocations.expires_at, excluded.expires_at),
              seq = default
            """;

    /** An hour's grace: a gateway whose clock is behind would take such a token for valid. */
    private static final String REMOVE_EXPIRED =
            "delete from vintner.revocations where expires_at < now() - interval '1 hour'";

    private final Duration answerMax;

    RevocationTable(Duration answerMax) {
        this.answerMax = answerMax;
    }

    /**
     * What was read.
     *
     * @param seq up to which nothing was left out
     * @param mayBeMore whether to ask again at once
     */
    record Batch(List<Revocation> revocations, long seq, boolean mayBeMore) {

        Batch {
            revocations = List.copyOf(revocations);
        }
    }

    /**
     * Whether the table is there, as far as this role can see.
     *
     * @throws DatabaseAwayException if PostgreSQL does not answer
     */
    boolean isThere(Session session) throws DatabaseAwayException {
        try {
            return Session.await(session.send(IS_THERE), answerMax)
                    .iterator()
                    .next()
                    .getBoolean("is_there");
        } catch (PgException noUsage) {
            return false;
        }
    }

    /** The revocations that were stored after {@code seq}, in their order. */
    Batch after(Session session, long seq) throws DatabaseAwayException {
        RowSet<Row> rows = Session.await(session.send(AFTER, Tuple.of(seq)), answerMax);
        List<Revocation> revocations = new ArrayList<>(rows.size());
        long last = seq;
        for (Row row : rows) {
            last = row.getLong("seq");
            revocations.add(revocation(row));
        }
        return new Batch(revocations, last, rows.size() == BATCH_MAX);
    }

    private static Revocation revocation(Row row) {
        String name = row.getString("name");
        Instant expiresAt = row.getOffsetDateTime("expires_at").toInstant();
        return row.getString("kind").equals(JTI)
                ? new Revocation.OfToken(name, expiresAt)
                : new Revocation.OfSubject(
                        name, row.getOffsetDateTime("issued_before").toInstant(), expiresAt);
    }

    /** Stores one; when it returns, others can read it. */
    void store(Session session, Revocation revocation) throws DatabaseAwayException {
        Tuple values =
                switch (revocation) {
                    case Revocation.OfToken(String id, Instant expiresAt) ->
                            values(JTI, id, null, expiresAt);
                    case Revocation.OfSubject(
                                    String subject,
                                    Instant issuedBefore,
                                    Instant expiresAt) ->
                            values("sub", subject, time(issuedBefore), expiresAt);
                };
        var begun = session.send("begin");
        var locked = session.send(LOCK);
        var stored = session.send(STORE, values);
        var committed = session.send("commit");
        Session.await(begun, answerMax);
        Session.await(locked, answerMax);
        Session.await(stored, answerMax);
        Session.await(committed, answerMax);
    }

    private static Tuple values(
            String kind, String name, @Nullable OffsetDateTime issuedBefore, Instant expiresAt) {
        Instant expiry = expiresAt.isAfter(EXPIRY_MAX) ? EXPIRY_MAX : expiresAt;
        return Tuple.of(kind, name, issuedBefore, time(expiry));
    }

    /** Removes those whose tokens have all expired. */
    void removeExpired(Session session) throws DatabaseAwayException {
        Session.await(session.send(REMOVE_EXPIRED), answerMax);
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
