package io.vintner.gateway.policy;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.database.Database;
import io.vintner.gateway.database.DatabaseAwayException;
import io.vintner.gateway.database.Session;
import io.vintner.gateway.filter.Question;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Puts questions to PostgreSQL about no row at all, before anybody depends on the answers. A right
 * that is missing is then known when somebody subscribes, and not only with the first change.
 * Thread-safe; calls wait for each other.
 */
@ApplicationScoped
public class PolicyTrial {

    private static final Logger LOG = Logger.getLogger(PolicyTrial.class);

    private static final int REMEMBERED_MAX = 10_000;
    private static final Pattern DENIED =
            Pattern.compile("permission denied for (schema|table|view|function) (.+)");

    private final Database database;
    private final PolicyConfig config;
    private final PolicyConnection connection;
    private final ReentrantLock one = new ReentrantLock();
    private final Set<Tried> passed = ConcurrentHashMap.newKeySet();

    public PolicyTrial(Database database, PolicyConfig config) {
        this.database = database;
        this.config = config;
        this.connection = new PolicyConnection(database, config);
    }

    /** What a trial is about: the claims do not matter, only the role. */
    private record Tried(PublishedTable table, String expression, String role) {}

    /** How it went. */
    public sealed interface Outcome {

        /** All can be asked. */
        record Passed() implements Outcome {}

        /**
         * One of them cannot.
         *
         * @param complaint as PostgreSQL words its errors, with the statement that would help
         */
        record Refused(String complaint) implements Outcome {}

        /** PostgreSQL was away. */
        record Unavailable() implements Outcome {}
    }

    /** Tries questions about rows of {@code table}; those that have passed before are not tried. */
    public Outcome of(PublishedTable table, Collection<Question> questions) {
        for (Question question : questions) {
            if (question.asker() instanceof ClaimsAsker asker) {
                Tried tried = new Tried(table, question.expression(), asker.role());
                if (!passed.contains(tried)) {
                    Outcome outcome = locked(table, question, asker);
                    if (!(outcome instanceof Outcome.Passed)) {
                        return outcome;
                    }
                    remember(tried);
                }
            }
        }
        return new Outcome.Passed();
    }

    private void remember(Tried tried) {
        if (passed.size() >= REMEMBERED_MAX) {
            passed.clear();
        }
        passed.add(tried);
    }

    private Outcome locked(PublishedTable table, Question question, ClaimsAsker asker) {
        one.lock();
        try {
            return attempt(table, question, asker);
        } catch (DatabaseAwayException away) {
            LOG.debug("PostgreSQL cannot be asked", away);
            connection.close();
            return new Outcome.Unavailable();
        } finally {
            one.unlock();
        }
    }

    private Outcome attempt(PublishedTable table, Question question, ClaimsAsker asker)
            throws DatabaseAwayException {
        PolicySession open = connection.session();
        PolicySession.Prepared prepared;
        try {
            prepared = open.prepare(table, question, config.statementMax());
        } catch (PgException refusal) {
            return refused(table, refusal, database.role());
        }
        List<Future<RowSet<Row>>> frame = open.begin(asker);
        Future<RowSet<Row>> answer = open.ask(prepared, table, List.of());
        Future<RowSet<Row>> end = open.end();
        try {
            for (Future<RowSet<Row>> part : frame) {
                Session.await(part, config.statementMax());
            }
            Session.await(answer, config.statementMax());
        } catch (PgException refusal) {
            open.forget(prepared);
            if (!PolicySession.isNotUnderstood(refusal)) {
                LOG.debugf("a policy raised without a row, error=%s", refusal.getSqlState());
                return new Outcome.Passed();
            }
            return prepared.fresh()
                    ? refused(table, refusal, asker.role())
                    : attempt(table, question, asker);
        } finally {
            Session.await(end, config.statementMax());
        }
        return new Outcome.Passed();
    }

    private static Outcome refused(PublishedTable table, PgException refusal, String role) {
        String complaint =
                "ERROR %s %s%s"
                        .formatted(
                                refusal.getSqlState(),
                                refusal.getErrorMessage(),
                                advice(refusal.getErrorMessage(), role));
        LOG.warnf(
                "a policy cannot be asked, table=%s.%s role=%s: %s",
                table.schema(), table.name(), role, complaint);
        return new Outcome.Refused(complaint);
    }

    private static String advice(@Nullable String message, String role) {
        Matcher denied = DENIED.matcher(message == null ? "" : message);
        if (!denied.matches()) {
            return "";
        }
        String right =
                switch (denied.group(1)) {
                    case "schema" -> "usage on schema";
                    case "function" -> "execute on function";
                    default -> "select on";
                };
        return ": run \"grant %s %s to %s\"".formatted(right, denied.group(2), role);
    }

    /** Ends the connection. */
    @PreDestroy
    public void close() {
        one.lock();
        try {
            connection.close();
        } finally {
            one.unlock();
        }
    }
}
