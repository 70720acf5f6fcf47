package io.vintner.gateway.policy;

import io.vertx.pgclient.PgException;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.database.Database;
import io.vintner.gateway.database.DatabaseAwayException;
import io.vintner.gateway.filter.Question;
import io.vintner.gateway.filter.RowView;
import io.vintner.gateway.filter.Truth;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Asks PostgreSQL what only it can tell of a row. Questions of the same asker share one short
 * transaction, in which PostgreSQL takes the asker's role and claims; the transactions of a batch
 * are sent without waiting for each other, on one connection that is closed on any doubt.
 *
 * <p>A policy that raises is asked again row by row, so that only the rows that it raises for, and
 * only its own asker, are affected. One that takes too long is not asked again for a while.
 * Thread-safe; calls wait for each other.
 */
@ApplicationScoped
public class OpaquePolicies {

    private static final Logger LOG = Logger.getLogger(OpaquePolicies.class);

    private final PolicyConfig config;
    private final PolicyConnection connection;
    private final ReentrantLock one = new ReentrantLock();
    private final SlowQuestions slow;

    public OpaquePolicies(Database database, PolicyConfig config, InstantSource clock) {
        this.config = config;
        this.slow = new SlowQuestions(config.slowPause(), config.slowMax(), clock);
        this.connection = new PolicyConnection(database, config);
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

        void answer(Answer given) {
            answer = given;
        }

        RowView row() {
            return row;
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

        /** The expression raised an error for this row, or is paused because it takes too long. */
        record Raised() implements Answer {}

        /** PostgreSQL was away for too long. */
        record Unanswered() implements Answer {}
    }

    /** Cases that one statement answers. */
    record Batch(PublishedTable table, Question question, List<Case> cases) {}

    /** Asks all of {@code cases}; returns when each has its answer. */
    public void ask(List<Case> cases) {
        if (cases.isEmpty()) {
            return;
        }
        one.lock();
        try {
            List<Case> asked = withoutPaused(cases);
            List<Case> raised = askUntilDeadline(transactions(asked, config.rowsMax()));
            List<Case> again =
                    withoutPaused(raised.stream().filter(c -> !isAlone(c, asked)).toList());
            askUntilDeadline(transactions(again, 1));
        } finally {
            one.unlock();
        }
    }

    private List<Case> withoutPaused(List<Case> cases) {
        List<Case> asked = new ArrayList<>(cases.size());
        for (Case one : cases) {
            if (slow.isPaused(one.table, one.question)) {
                one.answer(new Answer.Raised());
            } else {
                asked.add(one);
            }
        }
        return asked;
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
        if (transactions.isEmpty()) {
            return raised;
        }
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
        List<AskedTransaction> sent = new ArrayList<>();
        List<List<Batch>> unanswered = new ArrayList<>();
        try {
            PolicySession open = connection.session();
            for (List<Batch> transaction : transactions) {
                send(open, transaction, raised, deadline).ifPresent(sent::add);
            }
        } catch (DatabaseAwayException away) {
            LOG.debug("PostgreSQL cannot be asked", away);
            connection.close();
            return transactions;
        }
        for (AskedTransaction transaction : sent) {
            try {
                if (!transaction.take(until(deadline), raised)) {
                    unanswered.add(transaction.batches());
                }
                Batch tooSlow = transaction.slow();
                if (tooSlow != null) {
                    LOG.warnf(
                            "a policy takes too long and is not asked for a while, table=%s",
                            tooSlow.table().name());
                    slow.pause(tooSlow.table(), tooSlow.question());
                }
            } catch (DatabaseAwayException away) {
                LOG.debug("PostgreSQL did not answer", away);
                connection.close();
                unanswered.add(transaction.batches());
            }
        }
        return unanswered;
    }

    /** Empty if PostgreSQL does not understand one of the questions: each is then put alone. */
    private static Optional<AskedTransaction> send(
            PolicySession session, List<Batch> batches, List<Case> raised, long deadline)
            throws DatabaseAwayException {
        try {
            return Optional.of(AskedTransaction.send(session, batches, until(deadline)));
        } catch (PgException notUnderstood) {
            LOG.debugf("a policy cannot be asked, error=%s", notUnderstood.getSqlState());
            for (Batch batch : batches) {
                batch.cases().forEach(one -> one.answer(new Answer.Raised()));
                if (batches.size() > 1) {
                    raised.addAll(batch.cases());
                }
            }
            return Optional.empty();
        }
    }

    private static Duration until(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
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
