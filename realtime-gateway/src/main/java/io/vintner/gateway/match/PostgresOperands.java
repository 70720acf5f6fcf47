package io.vintner.gateway.match;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.vintner.gateway.catalog.PgType;
import io.vintner.gateway.database.Database;
import io.vintner.gateway.database.DatabaseAwayException;
import io.vintner.gateway.database.KeptSession;
import io.vintner.gateway.database.Session;
import io.vintner.gateway.filter.KnownTexts;
import io.vintner.gateway.filter.Operands;
import io.vintner.gateway.filter.ValueComparison;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Has PostgreSQL read what clients wrote, so that every form that it accepts is accepted, and its
 * own complaint is what the client gets; plain forms are read here. Thread-safe.
 */
@ApplicationScoped
class PostgresOperands implements Operands {

    private static final Duration STATEMENT_MAX = Duration.ofSeconds(1);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private final Line reading;
    private final Line trying;

    PostgresOperands(Database database) {
        this.reading = new Line(database);
        this.trying = new Line(database);
    }

    /** One connection, used by one at a time. Whoever reads values never waits for a pattern. */
    private static final class Line {

        private final ReentrantLock one = new ReentrantLock();
        private final KeptSession session;

        Line(Database database) {
            this.session = new KeptSession(() -> database.open(STATEMENT_MAX));
        }

        RowSet<Row> ask(String sql, Tuple parameters) throws DatabaseAwayException {
            one.lock();
            try {
                return Session.await(session.get().send(sql, parameters), ANSWER_MAX);
            } catch (DatabaseAwayException away) {
                session.close();
                throw away;
            } finally {
                one.unlock();
            }
        }

        void close() {
            one.lock();
            try {
                session.close();
            } finally {
                one.unlock();
            }
        }
    }

    @Override
    public List<Operand> read(PgType type, List<String> texts) {
        List<Operand> operands = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String text : texts) {
            String known = plain(type, text);
            operands.add(new Operand.Canonical(known == null ? text : known));
            if (known == null) {
                unknown.add(text);
            }
        }
        if (unknown.isEmpty()) {
            return operands;
        }
        String sql =
                "select pg_catalog.format('%s', o.text::"
                        + type.sqlName()
                        + ") from unnest($1::text[]) as o(text)";
        Tuple parameters = Tuple.tuple().addArrayOfString(unknown.toArray(String[]::new));
        return switch (ask(reading, sql, parameters)) {
            case Asked.Answered(List<String> canonical) -> {
                Iterator<String> next = canonical.iterator();
                for (int index = 0; index < texts.size(); index++) {
                    if (plain(type, texts.get(index)) == null) {
                        operands.set(index, new Operand.Canonical(next.next()));
                    }
                }
                yield operands;
            }
            case Asked.Failed(Operand failure) -> List.of(failure);
        };
    }

    @Override
    public Operand tried(ValueComparison comparison, String value, String operand) {
        String sql = "select " + comparison.sql("$1::text", "$2::text") + "::text";
        return switch (ask(trying, sql, Tuple.of(value, operand))) {
            case Asked.Answered _ -> new Operand.Canonical(operand);
            case Asked.Failed(Operand failure) -> failure;
        };
    }

    private static @Nullable String plain(PgType type, String text) {
        return switch (type) {
            case PgType.Enumerated enumerated -> enumerated.labels().contains(text) ? text : null;
            case PgType.Scalar scalar when scalar.schema().equals(PgType.BUILT_IN) ->
                    KnownTexts.as(text, scalar.name());
            case PgType.Scalar _,
                    PgType.Range _,
                    PgType.Domain _,
                    PgType.ArrayOf _,
                    PgType.Composite _ ->
                    null;
        };
    }

    /** What PostgreSQL said. */
    private sealed interface Asked {
        record Answered(List<@Nullable String> rows) implements Asked {}

        record Failed(Operand failure) implements Asked {}
    }

    private static Asked ask(Line line, String sql, Tuple parameters) {
        try {
            List<@Nullable String> texts = new ArrayList<>();
            line.ask(sql, parameters).forEach(row -> texts.add(row.getString(0)));
            return new Asked.Answered(texts);
        } catch (PgException refusal) {
            String state = refusal.getSqlState();
            return new Asked.Failed(
                    Operand.Refused.of(
                            state, SqlStates.conditionName(state), refusal.getErrorMessage()));
        } catch (DatabaseAwayException away) {
            return new Asked.Failed(new Operand.Unavailable());
        }
    }

    @PreDestroy
    void close() {
        reading.close();
        trying.close();
    }
}
