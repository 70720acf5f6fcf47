package io.vintner.gateway.policy;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.database.Database;
import io.vintner.gateway.database.DatabaseAwayException;
import io.vintner.gateway.database.Session;
import io.vintner.gateway.filter.Question;
import io.vintner.gateway.filter.RowView;
import io.vintner.gateway.filter.Truth;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks PostgreSQL what only it can tell of a row. Questions of the same asker share one short
 * transaction, in which PostgreSQL takes the asker's role and claims; the transactions of a batch
 * are sent without waiting for each other, on one connection that is closed on any doubt.
 *
 * <p>A policy that raises is asked again row by row, so that only the rows that it raises for, and
 * only its own asker, are affected. Thread-safe; calls wait for each other.
 */
@ApplicationScoped
public class OpaquePolicies {

    private static final Logger LOG = Logger.getLogger(OpaquePolicies.class);

    private static final String CANCELLED = "57014";
    private static final String BEGIN = "begin isolation level read committed read only";
    private static final String COMMIT = "commit";
    private static final String TAKE_ON =
            """
            select set_config('request.jwt.claims', $1, true),
              set_config('request.jwt.claim.sub', $2, true),
              set_config('request.jwt.claim.role', $3, true),
              set_config('role', $3, true)
            """;

    private final Database database;
    private final PolicyConfig config;
    private final ReentrantLock one = new ReentrantLock();
    private @Nullable Session session;

    public OpaquePolicies(Database database, PolicyConfig config) {
        this.database = database;
        this.config = config;
    }

    /** One question about one row. Two are the same only if they are one object. */
    public static final class Case {

        private final PublishedTable table;
        private final Question question;
        private final RowView row;
        private Answer answer = new Answer.Unanswered();

        public Case(PublishedTable table, Question question, RowView row) {
            this.table = table;
            this.question = question;
            this.row = row;
        }

        /** What PostgreSQL said, once {@link OpaquePolicies#ask} has returned. */
        public Answer answer() {
            return answer;
        }
    }

    /** What became of a question. */
    public sealed interface Answer {

        /**
         * PostgreSQL's answer.
         *
         * @param truth true, false or null
         */
        record Told(Truth truth) implements Answer {}

        /** The expression raised an error for this row. */
        record Raised() implements Answer {}

        /** PostgreSQL was away for too long. */
        record Unanswered() implements Answer {}
    }

    /** Cases that one statement answers. */
    private record Batch(PublishedTable table, Question question, List<Case> cases) {}

    /** Asks all of {@code cases}; returns when each has its answer. */
    public void ask(List<Case> cases) {
        if (cases.isEmpty()) {
            return;
        }
        one.lock();
        try {
            List<Case> raised = askUntilDeadline(transactions(cases, config.rowsMax()));
            if (!raised.isEmpty()) {
                List<Case> again = raised.stream().filter(c -> !isAlone(c, cases)).toList();
                askUntilDeadline(transactions(again, 1));
            }
        } finally {
            one.unlock();
        }
    }

    private static boolean isAlone(Case raised, List<Case> cases) {
        return cases.size() == 1 && cases.getFirst() == raised;
    }

    /**
     * The statements of each transaction: one transaction an asker, or one a row.
     *
     * @param rowsMax of one statement
     */
    private static List<List<Batch>> transactions(List<Case> cases, int rowsMax) {
        Map<Question.Asker, Map<Question, List<Batch>>> byAsker = new LinkedHashMap<>();
        List<List<Batch>> singles = new ArrayList<>();
        for (Case one : cases) {
            if (rowsMax == 1) {
                singles.add(List.of(new Batch(one.table, one.question, List.of(one))));
                continue;
            }
            List<Batch> batches =
                    byAsker.computeIfAbsent(one.question.asker(), _ -> new LinkedHashMap<>())
                            .computeIfAbsent(one.question, _ -> new ArrayList<>());
            Batch last = batches.isEmpty() ? null : batches.getLast();
            if (last == null || last.cases().size() == rowsMax || !last.table().equals(one.table)) {
                last = new Batch(one.table, one.question, new ArrayList<>());
                batches.add(last);
            }
            last.cases().add(one);
        }
        if (rowsMax == 1) {
            return singles;
        }
        return byAsker.values().stream()
                .map(byQuestion -> byQuestion.values().stream().flatMap(List::stream).toList())
                .toList();
    }

    /** Returns the cases of statements that raised. */
    private List<Case> askUntilDeadline(List<List<Batch>> transactions) {
        long deadline = System.nanoTime() + config.deadline().toNanos();
        List<Case> raised = new ArrayList<>();
        List<List<Batch>> left = attempt(transactions, raised, deadline);
        while (!left.isEmpty()
                && System.nanoTime() < deadline
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(config.retryInterval().toNanos());
            left = attempt(left, raised, deadline);
        }
        if (!left.isEmpty()) {
            LOG.warnf("policies were not answered in time, transactions=%d", left.size());
        }
        return raised;
    }

    /** Sends all transactions, takes in the answers, and returns those that got none. */
    private List<List<Batch>> attempt(
            List<List<Batch>> transactions, List<Case> raised, long deadline) {
        List<Sent> sent = new ArrayList<>();
        List<List<Batch>> unanswered = new ArrayList<>();
        try {
            Session open = session();
            for (List<Batch> transaction : transactions) {
                sent.add(send(open, transaction));
            }
        } catch (DatabaseAwayException away) {
            LOG.debug("PostgreSQL cannot be asked", away);
            dropSession();
            return transactions;
        }
        for (Sent transaction : sent) {
            try {
                take(transaction, raised, deadline);
            } catch (DatabaseAwayException away) {
                LOG.debug("PostgreSQL did not answer", away);
                dropSession();
                unanswered.add(transaction.batches());
            }
        }
        return unanswered;
    }

    /** The answers of one transaction, as far as they have come. */
    private record Sent(
            List<Batch> batches,
            List<Future<RowSet<Row>>> frame,
            List<Future<RowSet<Row>>> answers,
            Future<RowSet<Row>> end) {}

    private static Sent send(Session session, List<Batch> batches) {
        ClaimsAsker asker = (ClaimsAsker) batches.getFirst().question().asker();
        List<Future<RowSet<Row>>> frame = new ArrayList<>();
        frame.add(session.send(BEGIN));
        String subject = asker.subject() == null ? "" : asker.subject();
        frame.add(session.send(TAKE_ON, Tuple.of(asker.json(), subject, asker.role())));
        List<Future<RowSet<Row>>> answers = new ArrayList<>();
        for (Batch batch : batches) {
            List<RowView> rows = batch.cases().stream().map(one -> one.row).toList();
            answers.add(
                    session.send(
                            statement(batch), Tuple.of(RowLiteral.array(batch.table(), rows))));
        }
        return new Sent(batches, frame, answers, session.send(COMMIT));
    }

    private static String statement(Batch batch) {
        return "select current_user::text, (%s) from unnest($1::text::%s[]) as %s"
                .formatted(
                        batch.question().expression(),
                        RowLiteral.name(batch.table()),
                        RowLiteral.quoted(batch.table().name()));
    }

    /** Takes in the answers of one transaction; if it was refused, its cases have raised. */
    private void take(Sent sent, List<Case> raised, long deadline) throws DatabaseAwayException {
        Duration max = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        ClaimsAsker asker = (ClaimsAsker) sent.batches().getFirst().question().asker();
        boolean refused = false;
        boolean again = true;
        try {
            for (Future<RowSet<Row>> part : sent.frame()) {
                Session.await(part, max);
            }
        } catch (PgException notTakenOn) {
            LOG.warnf("a role cannot be taken on, error=%s", notTakenOn.getSqlState());
            dropSession();
            refused = true;
        }
        List<RowSet<Row>> answers = new ArrayList<>();
        try {
            for (Future<RowSet<Row>> answer : sent.answers()) {
                answers.add(Session.await(answer, max));
            }
            Session.await(sent.end(), max);
        } catch (PgException raisedError) {
            LOG.debugf("a policy raised, error=%s", raisedError.getSqlState());
            refused = true;
            again =
                    !CANCELLED.equals(
                            raisedError.getSqlState()); // it would only take as long again
        }
        for (int index = 0; index < sent.batches().size(); index++) {
            List<Case> cases = sent.batches().get(index).cases();
            if (refused || !accept(cases, answers.get(index), asker)) {
                cases.forEach(one -> one.answer = new Answer.Raised());
                if (again) {
                    raised.addAll(cases);
                }
            }
        }
    }

    /** Takes the answers only if they are as many as the rows, and given to the right role. */
    private boolean accept(List<Case> cases, RowSet<Row> answers, ClaimsAsker asker) {
        List<Answer> taken = new ArrayList<>();
        for (Row row : answers) {
            if (!asker.role().equals(row.getString(0))) {
                break;
            }
            Boolean value = row.getBoolean(1);
            taken.add(new Answer.Told(value == null ? Truth.NULL : Truth.of(value)));
        }
        if (taken.size() != cases.size()) {
            LOG.error("PostgreSQL answered as another role than asked, or not for every row");
            dropSession();
            return false;
        }
        for (int index = 0; index < cases.size(); index++) {
            cases.get(index).answer = taken.get(index);
        }
        return true;
    }

    private Session session() throws DatabaseAwayException {
        Session open = session;
        if (open == null || !open.isOpen()) {
            open = database.open();
            session = open;
            long millis = TimeUnit.NANOSECONDS.toMillis(config.statementMax().toNanos());
            try {
                Session.await(
                        open.send("set statement_timeout = " + millis), config.statementMax());
            } catch (PgException refusal) {
                dropSession();
                throw new DatabaseAwayException("a setting was refused", refusal);
            }
        }
        return open;
    }

    private void dropSession() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    /** Ends the connection. */
    @PreDestroy
    public void close() {
        one.lock();
        try {
            dropSession();
        } finally {
            one.unlock();
        }
    }
}
