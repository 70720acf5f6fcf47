package io.vintner.gateway.match;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import io.vintner.gateway.catalog.PgType;
import io.vintner.gateway.database.Database;
import io.vintner.gateway.database.DatabaseAwayException;
import io.vintner.gateway.database.Session;
import io.vintner.gateway.filter.KnownTexts;
import io.vintner.gateway.filter.Operands;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Has PostgreSQL read what clients wrote, so that every form that it accepts is accepted, and its
 * own complaint is what the client gets; plain forms are read here. Thread-safe.
 */
@ApplicationScoped
class PostgresOperands implements Operands {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private final Database database;
    private final ReentrantLock one = new ReentrantLock();
    private @Nullable Session session;

    PostgresOperands(Database database) {
        this.database = database;
    }

    @Override
    public Operand read(PgType type, String text) {
        String known = plain(type, text);
        if (known != null) {
            return new Operand.Canonical(known);
        }
        if (text.indexOf('\0') >= 0) {
            return new Operand.Refused(
                    "ERROR 22021 (character_not_in_repertoire) invalid byte sequence for encoding"
                            + " \"UTF8\": 0x00");
        }
        one.lock();
        try {
            return ask(type, text);
        } finally {
            one.unlock();
        }
    }

    private static @Nullable String plain(PgType type, String text) {
        return switch (type) {
            case PgType.Enumerated enumerated -> enumerated.labels().contains(text) ? text : null;
            case PgType.Scalar scalar when scalar.schema().equals(PgType.BUILT_IN) ->
                    KnownTexts.as(text, scalar.name());
            case PgType.Scalar _, PgType.Domain _, PgType.ArrayOf _, PgType.Composite _ -> null;
        };
    }

    private Operand ask(PgType type, String text) {
        String name = quoted(type.schema()) + "." + quoted(type.name());
        try {
            Session open = session;
            if (open == null || !open.isOpen()) {
                open = database.open();
                session = open;
            }
            String canonical =
                    Session.await(
                                    open.send(
                                            "select format('%s', $1::text::" + name + ")",
                                            Tuple.of(text)),
                                    ANSWER_MAX)
                            .iterator()
                            .next()
                            .getString(0);
            return new Operand.Canonical(canonical);
        } catch (PgException refusal) {
            return new Operand.Refused(
                    "ERROR %s (%s) %s"
                            .formatted(
                                    refusal.getSqlState(),
                                    conditionName(refusal.getSqlState()),
                                    refusal.getErrorMessage()));
        } catch (DatabaseAwayException away) {
            close();
            return new Operand.Unavailable();
        }
    }

    /** PostgreSQL's name of the states that reading a value gives. */
    private static String conditionName(String state) {
        return switch (state) {
            case "22P02" -> "invalid_text_representation";
            case "22003" -> "numeric_value_out_of_range";
            case "22007" -> "invalid_datetime_format";
            case "22008" -> "datetime_field_overflow";
            case "22009" -> "invalid_time_zone_displacement_value";
            case "23514" -> "check_violation";
            case "42501" -> "insufficient_privilege";
            case "57014" -> "query_canceled";
            default -> "data_exception";
        };
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @PreDestroy
    void close() {
        Session open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }
}
