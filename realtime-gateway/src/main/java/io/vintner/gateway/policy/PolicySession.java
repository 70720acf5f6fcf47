package io.vintner.gateway.policy;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.database.Database;
import io.vintner.gateway.database.DatabaseAwayException;
import io.vintner.gateway.database.Session;
import io.vintner.gateway.filter.Question;
import io.vintner.gateway.filter.RowView;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * One connection on which PostgreSQL is asked what only it can tell of rows.
 *
 * <p>Statements are prepared as the gateway's own role, before anybody's is taken on. A policy is
 * kept by PostgreSQL with its names resolved; so, too, is a prepared statement, and a user then
 * needs no right on the schemas that a policy names. Only where a policy reads a table that has
 * row-level security itself PostgreSQL resolves the names again as each user.
 *
 * <p>After any doubt it is closed, never used again. Not thread-safe.
 */
final class PolicySession implements AutoCloseable {

    /** More are not kept prepared: the one that was not asked for longest is given up. */
    private static final int STATEMENTS_MAX = 500;

    private static final String BEGIN = "begin isolation level read committed read only";
    private static final String COMMIT = "commit";
    private static final String TAKE_ON =
            """
            select set_config('request.jwt.claims', $1, true),
              set_config('request.jwt.claim.sub', $2, true),
              set_config('request.jwt.claim.role', $3, true),
              set_config('role', $3, true)
            """;

    private final Session session;
    private final LinkedHashMap<String, PreparedStatement> prepared =
            new LinkedHashMap<>(16, 0.75f, true);

    private PolicySession(Session session) {
        this.session = session;
    }

    /**
     * @param statementMax how long a statement may run at PostgreSQL
     */
    static PolicySession open(Database database, Duration statementMax)
            throws DatabaseAwayException {
        return new PolicySession(database.open(statementMax));
    }

    boolean isOpen() {
        return session.isOpen();
    }

    /**
     * A question about rows of a table, ready to be asked.
     *
     * @param fresh whether it was prepared just now, so that nothing it names can have changed
     *     since
     */
    record Prepared(String sql, PreparedStatement statement, boolean fresh) {}

    /**
     * Prepares a question, unless that was done.
     *
     * @throws PgException if PostgreSQL does not understand it, or the gateway's role may not name
     *     what it names
     */
    Prepared prepare(PublishedTable table, Question question, Duration max)
            throws DatabaseAwayException {
        String sql =
                "select current_user::text, (%s) from unnest($1::text::%s[]) as %s"
                        .formatted(
                                question.expression(),
                                RowLiteral.name(table),
                                RowLiteral.quoted(table.name()));
        PreparedStatement known = prepared.get(sql);
        if (known != null) {
            return new Prepared(sql, known, false);
        }
        PreparedStatement made = Session.await(session.prepare(sql), max);
        prepared.put(sql, made);
        if (prepared.size() > STATEMENTS_MAX) {
            prepared.pollFirstEntry().getValue().close();
        }
        return new Prepared(sql, made, true);
    }

    /**
     * Has it prepared anew the next time. When something that it names has changed, PostgreSQL
     * resolves its names again, but as the user of that moment, who may lack the right.
     */
    void forget(Prepared question) {
        PreparedStatement known = prepared.remove(question.sql());
        if (known != null) {
            known.close();
        }
    }

    /** Whether the question is at fault, by its syntax, what it names, or a missing right. */
    static boolean isNotUnderstood(PgException error) {
        return error.getSqlState() != null && error.getSqlState().startsWith("42");
    }

    /** Begins a transaction in which PostgreSQL takes {@code asker} for its user. */
    List<Future<RowSet<Row>>> begin(ClaimsAsker asker) {
        String subject = asker.subject() == null ? "" : asker.subject();
        return List.of(
                session.send(BEGIN),
                session.send(TAKE_ON, Tuple.of(asker.json(), subject, asker.role())));
    }

    /** Asks; an answer holds the user's name and the truth for each row, in their order. */
    Future<RowSet<Row>> ask(Prepared question, PublishedTable table, List<RowView> rows) {
        return question.statement().query().execute(Tuple.of(RowLiteral.array(table, rows)));
    }

    Future<RowSet<Row>> end() {
        return session.send(COMMIT);
    }

    @Override
    public void close() {
        session.close();
    }
}
