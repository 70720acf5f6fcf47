package io.vintner.gateway.match;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.vintner.gateway.database.Database;
import io.vintner.gateway.database.DatabaseAwayException;
import io.vintner.gateway.database.KeptSession;
import io.vintner.gateway.database.Session;
import io.vintner.gateway.filter.Truth;
import io.vintner.gateway.filter.ValueQuestion;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Asks PostgreSQL for what only it can tell of single values. All pairs of a value and an operand
 * that are compared in the same way are one question, however many filters they come from; a
 * regular expression is a question of its own. What fails together is asked again one by one, so
 * that nobody suffers from another's filter; a filter that takes too long is not asked again.
 * Thread-safe; calls wait for each other.
 */
@ApplicationScoped
class AskedValues {

    private static final Logger LOG = Logger.getLogger(AskedValues.class);

    private final FilterConfig config;
    private final KeptSession comparing;
    private final KeptSession searching;
    private final ReentrantLock one = new ReentrantLock();
    private final Set<ValueQuestion> slow = new LinkedHashSet<>();

    AskedValues(Database database, FilterConfig config) {
        this.config = config;
        this.comparing = new KeptSession(() -> database.open(config.statementMax()));
        this.searching = new KeptSession(() -> database.open(config.statementMax()));
    }

    /** One question about one value. Two are the same only if they are one object. */
    static final class Case {

        private final ValueQuestion question;
        private final String value;
        private Answer answer = new Answer.Unanswered();

        /**
         * @param value as PostgreSQL prints it
         */
        Case(ValueQuestion question, String value) {
            this.question = question;
            this.value = value;
        }

        /** What PostgreSQL said, once {@link AskedValues#ask} has returned. */
        Answer answer() {
            return answer;
        }
    }

    /** What became of a question. */
    sealed interface Answer {

        /** True, false or null. */
        record Told(Truth truth) implements Answer {}

        /** PostgreSQL raised an error for this value. */
        record Raised() implements Answer {}

        /** It took too long, now or earlier. */
        record TooSlow() implements Answer {}

        /** PostgreSQL was away for too long, or there was too much to ask. */
        record Unanswered() implements Answer {}
    }

    /** Cases that one statement answers, and the answer on its way. */
    private record Sent(List<Case> cases, Future<RowSet<Row>> answer) {}

    /** Asks all of {@code cases}; returns when each has its answer, or the deadline has come. */
    void ask(List<Case> cases) {
        if (cases.isEmpty()) {
            return;
        }
        one.lock();
        try {
            ask(comparing, cases.stream().filter(c -> !searches(c)).toList());
            ask(searching, cases.stream().filter(AskedValues::searches).toList());
        } finally {
            one.unlock();
        }
    }

    private static boolean searches(Case one) {
        return one.question.comparison().searches();
    }

    private void ask(KeptSession session, List<Case> cases) {
        long deadline = System.nanoTime() + config.deadline().toNanos();
        List<Case> refused = askUntil(deadline, session, groups(cases));
        for (Case single : refused) {
            if (System.nanoTime() >= deadline) {
                single.answer = new Answer.Unanswered();
            } else if (!isKnownSlow(single)) {
                askUntil(deadline, session, List.of(List.of(single)));
            }
        }
    }

    private boolean isKnownSlow(Case one) {
        boolean known = slow.contains(one.question);
        if (known) {
            one.answer = new Answer.TooSlow();
        }
        return known;
    }

    private List<List<Case>> groups(List<Case> cases) {
        Map<Object, List<List<Case>>> byStatement = new LinkedHashMap<>();
        for (Case one : cases) {
            if (isKnownSlow(one)) {
                continue;
            }
            Object together = searches(one) ? one.question : one.question.comparison();
            List<List<Case>> chunks = byStatement.computeIfAbsent(together, _ -> new ArrayList<>());
            if (chunks.isEmpty() || chunks.getLast().size() == config.pairsMax()) {
                chunks.add(new ArrayList<>());
            }
            chunks.getLast().add(one);
        }
        return byStatement.values().stream().flatMap(List::stream).toList();
    }

    /** Returns the cases of groups that were refused as a whole. */
    private List<Case> askUntil(long deadline, KeptSession session, List<List<Case>> groups) {
        List<Case> refused = new ArrayList<>();
        List<List<Case>> left = attempt(session, groups, refused, deadline);
        while (!left.isEmpty()
                && System.nanoTime() < deadline
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(config.retryInterval().toNanos());
            left = attempt(session, left, refused, deadline);
        }
        if (!left.isEmpty()) {
            LOG.warnf("filters were not answered in time, questions=%d", left.size());
        }
        return refused;
    }

    /** Sends all groups, takes in the answers, and returns the groups that got none. */
    private List<List<Case>> attempt(
            KeptSession session, List<List<Case>> groups, List<Case> refused, long deadline) {
        if (groups.isEmpty()) {
            return groups;
        }
        List<Sent> sent = new ArrayList<>();
        try {
            Session open = session.get();
            for (List<Case> group : groups) {
                sent.add(new Sent(group, send(open, group)));
            }
        } catch (DatabaseAwayException away) {
            LOG.debug("PostgreSQL cannot be asked", away);
            session.close();
            return groups;
        }
        List<List<Case>> unanswered = new ArrayList<>();
        for (Sent group : sent) {
            try {
                Duration max = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
                take(group.cases(), Session.await(group.answer(), max));
            } catch (PgException refusal) {
                refuse(group.cases(), refusal, refused);
            } catch (DatabaseAwayException away) {
                LOG.debug("PostgreSQL did not answer", away);
                session.close();
                unanswered.add(group.cases());
            }
        }
        return unanswered;
    }

    private static Future<RowSet<Row>> send(Session session, List<Case> group) {
        String[] values = group.stream().map(one -> one.value).toArray(String[]::new);
        String[] operands =
                group.stream().map(one -> one.question.operand()).toArray(String[]::new);
        String sql =
                "select "
                        + group.getFirst().question.comparison().sql("p.value", "p.operand")
                        + " from unnest($1::text[], $2::text[]) as p(value, operand)";
        return session.send(sql, Tuple.tuple().addArrayOfString(values).addArrayOfString(operands));
    }

    private static void take(List<Case> group, RowSet<Row> answers) {
        if (answers.size() != group.size()) {
            LOG.error("PostgreSQL did not answer for every value");
            group.forEach(one -> one.answer = new Answer.Raised());
            return;
        }
        int index = 0;
        for (Row row : answers) {
            Boolean value = row.getBoolean(0);
            group.get(index++).answer =
                    new Answer.Told(value == null ? Truth.NULL : Truth.of(value));
        }
    }

    private void refuse(List<Case> group, PgException refusal, List<Case> refused) {
        boolean tooSlow = SqlStates.CANCELLED.equals(refusal.getSqlState());
        for (Case one : group) {
            one.answer = tooSlow ? new Answer.TooSlow() : new Answer.Raised();
        }
        if (group.size() > 1) {
            refused.addAll(group);
        } else if (tooSlow) {
            ValueQuestion culprit = group.getFirst().question;
            LOG.warnf("a filter takes too long, column=%s", culprit.column());
            slow.add(culprit);
            if (slow.size() > config.slowMax()) {
                slow.remove(slow.iterator().next());
            }
        }
    }

    @PreDestroy
    void close() {
        one.lock();
        try {
            comparing.close();
            searching.close();
        } finally {
            one.unlock();
        }
    }
}
