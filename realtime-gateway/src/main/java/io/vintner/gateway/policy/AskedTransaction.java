package io.vintner.gateway.policy;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vintner.gateway.database.DatabaseAwayException;
import io.vintner.gateway.database.Session;
import io.vintner.gateway.filter.RowView;
import io.vintner.gateway.filter.Truth;
import io.vintner.gateway.policy.OpaquePolicies.Answer;
import io.vintner.gateway.policy.OpaquePolicies.Batch;
import io.vintner.gateway.policy.OpaquePolicies.Case;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The questions of one asker, sent to PostgreSQL, and what came back. Not thread-safe. */
final class AskedTransaction {

    private static final Logger LOG = Logger.getLogger(AskedTransaction.class);

    private static final String CANCELLED = "57014";

    private final PolicySession session;
    private final List<Batch> batches;
    private final List<PolicySession.Prepared> questions;
    private final List<Future<RowSet<Row>>> frame;
    private final List<Future<RowSet<Row>>> answers;
    private final Future<RowSet<Row>> end;
    private @Nullable Batch slow;

    private AskedTransaction(
            PolicySession session, List<Batch> batches, List<PolicySession.Prepared> questions) {
        this.session = session;
        this.batches = batches;
        this.questions = questions;
        this.frame = session.begin(asker(batches));
        this.answers = new ArrayList<>();
        for (int index = 0; index < batches.size(); index++) {
            Batch batch = batches.get(index);
            List<RowView> rows = batch.cases().stream().map(Case::row).toList();
            answers.add(session.ask(questions.get(index), batch.table(), rows));
        }
        this.end = session.end();
    }

    /**
     * Sends the questions without waiting for the answers.
     *
     * @param batches of one asker
     * @throws PgException if one of them cannot be asked at all
     */
    static AskedTransaction send(PolicySession session, List<Batch> batches, Duration max)
            throws DatabaseAwayException {
        List<PolicySession.Prepared> questions = new ArrayList<>();
        for (Batch batch : batches) {
            questions.add(session.prepare(batch.table(), batch.question(), max));
        }
        return new AskedTransaction(session, batches, questions);
    }

    private static ClaimsAsker asker(List<Batch> batches) {
        return (ClaimsAsker) batches.getFirst().question().asker();
    }

    List<Batch> batches() {
        return batches;
    }

    /** What PostgreSQL gave up after its time, once the answers are taken. */
    @Nullable Batch slow() {
        return slow;
    }

    /**
     * Takes in the answers.
     *
     * @param raised takes the cases of statements that raised, if they are worth asking row by row
     * @return whether they count; if not, something has changed, and all is to be asked again
     */
    boolean take(Duration max, List<Case> raised) throws DatabaseAwayException {
        boolean refused = false;
        try {
            for (Future<RowSet<Row>> part : frame) {
                Session.await(part, max);
            }
        } catch (PgException notTakenOn) {
            LOG.warnf("a role cannot be taken on, error=%s", notTakenOn.getSqlState());
            session.close();
            refused = true;
        }
        List<RowSet<Row>> given = new ArrayList<>();
        try {
            for (Future<RowSet<Row>> answer : answers) {
                given.add(Session.await(answer, max));
            }
            Session.await(end, max);
        } catch (PgException raisedError) {
            LOG.debugf("a policy raised, error=%s", raisedError.getSqlState());
            if (isStale(raisedError)) {
                questions.forEach(session::forget);
                return false;
            }
            refused = true;
            if (CANCELLED.equals(raisedError.getSqlState()) && given.size() < batches.size()) {
                slow = batches.get(given.size());
            }
        }
        for (int index = 0; index < batches.size(); index++) {
            List<Case> cases = batches.get(index).cases();
            if (refused || !accept(cases, given.get(index))) {
                cases.forEach(one -> one.answer(new Answer.Raised()));
                // Row by row it would only take as long again.
                if (!batches.get(index).equals(slow)) {
                    raised.addAll(cases);
                }
            }
        }
        return true;
    }

    private boolean isStale(PgException error) {
        return PolicySession.isNotUnderstood(error)
                && questions.stream().anyMatch(question -> !question.fresh());
    }

    /** Takes the answers only if they are as many as the rows, and given to the right role. */
    private boolean accept(List<Case> cases, RowSet<Row> rows) {
        List<Answer> taken = new ArrayList<>();
        for (Row row : rows) {
            if (!asker(batches).role().equals(row.getString(0))) {
                break;
            }
            Boolean value = row.getBoolean(1);
            taken.add(new Answer.Told(value == null ? Truth.NULL : Truth.of(value)));
        }
        if (taken.size() != cases.size()) {
            LOG.error("PostgreSQL answered as another role than asked, or not for every row");
            session.close();
            return false;
        }
        for (int index = 0; index < cases.size(); index++) {
            cases.get(index).answer(taken.get(index));
        }
        return true;
    }
}
