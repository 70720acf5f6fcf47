package io.vintner.relay.transaction;

import io.vintner.change.ChangeEvent.RowDeleted;
import io.vintner.change.ChangeEvent.RowInserted;
import io.vintner.change.ChangeEvent.RowUpdated;
import io.vintner.change.ChangeEvent.TableTruncated;
import io.vintner.change.ChangePosition;
import io.vintner.change.Generation;
import io.vintner.change.Table;
import io.vintner.relay.pgoutput.MalformedPgOutputException;
import io.vintner.relay.pgoutput.PgOutputMessage;
import io.vintner.relay.pgoutput.PgOutputMessage.Begin;
import io.vintner.relay.pgoutput.PgOutputMessage.Commit;
import io.vintner.relay.pgoutput.PgOutputMessage.Delete;
import io.vintner.relay.pgoutput.PgOutputMessage.Insert;
import io.vintner.relay.pgoutput.PgOutputMessage.Message;
import io.vintner.relay.pgoutput.PgOutputMessage.Origin;
import io.vintner.relay.pgoutput.PgOutputMessage.Relation;
import io.vintner.relay.pgoutput.PgOutputMessage.Truncate;
import io.vintner.relay.pgoutput.PgOutputMessage.Update;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Turns the messages of one session, in order, into change events with positions. Each event is
 * given on as its row arrives: the transaction has committed already. Not thread-safe.
 */
public final class TransactionAssembler {

    private final Generation generation;
    private final RelationCatalog relations;
    private final TableFacts facts;
    private final ChangeSink sink;
    private @Nullable Begin transaction;
    private long ordinal;

    /**
     * @param relations kept over sessions
     * @param facts of this session's database
     */
    public TransactionAssembler(
            Generation generation, RelationCatalog relations, TableFacts facts, ChangeSink sink) {
        this.generation = generation;
        this.relations = relations;
        this.facts = facts;
        this.sink = sink;
        relations.sessionBegins();
    }

    /** Whether a Begin was taken whose Commit was not. */
    public boolean inTransaction() {
        return transaction != null;
    }

    /**
     * Takes the next message.
     *
     * @throws MalformedPgOutputException if it cannot come here
     */
    public void accept(PgOutputMessage message) {
        switch (message) {
            case Insert insert -> insert(insert);
            case Update update -> update(update);
            case Delete delete -> delete(delete);
            case Truncate truncate -> truncate(truncate);
            case Begin begin -> begin(begin);
            case Commit commit -> commit(commit);
            case Relation relation -> relations.accept(relation, facts);
            case PgOutputMessage.Type type -> relations.accept(type);
            case Origin _, Message _ -> {
                // Who wrote a row, and what an application says beside rows, are not changes.
            }
        }
    }

    private void begin(Begin begin) {
        if (transaction != null) {
            throw new MalformedPgOutputException("a transaction begins inside another");
        }
        transaction = begin;
        ordinal = 0;
    }

    private void commit(Commit commit) {
        Begin begun = begun();
        if (!begun.finalLsn().equals(commit.commitLsn())) {
            throw new MalformedPgOutputException(
                    "transaction of %s is committed at %s"
                            .formatted(begun.finalLsn(), commit.commitLsn()));
        }
        transaction = null;
        sink.committed(
                new ChangePosition(generation, commit.endLsn().value(), 0), begun.committedAt());
    }

    private void insert(Insert insert) {
        Table table = relations.table(insert.relationOid());
        sink.changed(
                new RowInserted(
                        nextPosition(),
                        committedAt(),
                        table,
                        RowAssembler.inserted(table, insert.after())));
    }

    private void update(Update update) {
        Table table = relations.table(update.relationOid());
        sink.changed(
                new RowUpdated(
                        nextPosition(),
                        committedAt(),
                        table,
                        RowAssembler.old(table, update.before(), update.after()),
                        RowAssembler.updated(table, update.before(), update.after())));
    }

    private void delete(Delete delete) {
        Table table = relations.table(delete.relationOid());
        sink.changed(
                new RowDeleted(
                        nextPosition(),
                        committedAt(),
                        table,
                        RowAssembler.deleted(table, delete.before())));
    }

    private void truncate(Truncate truncate) {
        for (long oid : truncate.relationOids()) {
            Table table = relations.table(oid);
            sink.changed(new TableTruncated(nextPosition(), committedAt(), table));
        }
    }

    private ChangePosition nextPosition() {
        return new ChangePosition(generation, begun().finalLsn().value(), ++ordinal);
    }

    private Instant committedAt() {
        return begun().committedAt();
    }

    private Begin begun() {
        if (transaction == null) {
            throw new MalformedPgOutputException("a change or commit outside any transaction");
        }
        return transaction;
    }
}
