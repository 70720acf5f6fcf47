package io.vintner.relay.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangeEvent.RowDeleted;
import io.vintner.change.ChangeEvent.RowUpdated;
import io.vintner.change.ChangeEvent.TableTruncated;
import io.vintner.change.ChangePosition;
import io.vintner.change.ColumnValue;
import io.vintner.change.Generation;
import io.vintner.change.Table;
import io.vintner.change.Table.ReplicaIdentity;
import io.vintner.relay.pgoutput.Lsn;
import io.vintner.relay.pgoutput.MalformedPgOutputException;
import io.vintner.relay.pgoutput.PgOutputMessage;
import io.vintner.relay.pgoutput.PgOutputMessage.Before;
import io.vintner.relay.pgoutput.PgOutputMessage.Begin;
import io.vintner.relay.pgoutput.PgOutputMessage.Column;
import io.vintner.relay.pgoutput.PgOutputMessage.Commit;
import io.vintner.relay.pgoutput.PgOutputMessage.Delete;
import io.vintner.relay.pgoutput.PgOutputMessage.Insert;
import io.vintner.relay.pgoutput.PgOutputMessage.Origin;
import io.vintner.relay.pgoutput.PgOutputMessage.Relation;
import io.vintner.relay.pgoutput.PgOutputMessage.Truncate;
import io.vintner.relay.pgoutput.PgOutputMessage.Tuple;
import io.vintner.relay.pgoutput.PgOutputMessage.Update;
import io.vintner.relay.pgoutput.PgOutputMessage.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransactionAssemblerTest implements ChangeSink, TableFacts {

    private static final Generation GENERATION = new Generation(17, 1, 5);
    private static final Instant AT = Instant.parse("2026-11-22T12:00:00.123456Z");
    private static final long TABLE = 16385;

    private final RelationCatalog relations = new RelationCatalog();
    private final TransactionAssembler assembler =
            new TransactionAssembler(GENERATION, relations, this, this);
    private final List<ChangeEvent> events = new ArrayList<>();
    private final List<ChangePosition> commits = new ArrayList<>();
    private PrimaryKey primaryKey = new PrimaryKey(Set.of("id"), false);

    @Override
    public void changed(ChangeEvent event) {
        events.add(event);
    }

    @Override
    public void committed(ChangePosition end, Instant committedAt) {
        commits.add(end);
    }

    @Override
    public PrimaryKey primaryKey(long tableOid) {
        return primaryKey;
    }

    @Override
    public Map<Long, TypeName> typeNames(Collection<Long> typeOids) {
        return Map.of(23L, new TypeName("int4", false), 25L, new TypeName("text", false));
    }

    @Test
    void aChangeIsGivenOnBeforeItsTransactionEnds() {
        // Given
        accept(begin(), relation('d', true, false, false));

        // When
        accept(new Insert(TABLE, row("1", "a", "b")));

        // Then
        assertThat(events).hasSize(1);
        assertThat(commits).isEmpty();
        assertThat(assembler.inTransaction()).isTrue();
    }

    @Test
    void positionsAreCommitLsnAndOrdinal() {
        // Given
        accept(begin(), relation('d', true, false, false));

        // When
        accept(
                new Insert(TABLE, row("1", "a", "b")),
                new Truncate(List.of(TABLE, TABLE), false, false),
                new Insert(TABLE, row("2", "a", "b")),
                commit());

        // Then
        assertThat(events)
                .extracting(ChangeEvent::position)
                .containsExactly(at(100, 1), at(100, 2), at(100, 3), at(100, 4));
        assertThat(commits).containsExactly(at(120, 0));
        assertThat(events).extracting(ChangeEvent::committedAt).containsOnly(AT);
    }

    @Test
    void ordinalsBeginAnewWithEachTransaction() {
        // Given
        accept(begin(), relation('d', true, false, false));
        accept(new Insert(TABLE, row("1", "a", "b")), commit());

        // When
        accept(begin(), new Insert(TABLE, row("2", "a", "b")), commit());

        // Then
        assertThat(events).extracting(event -> event.position().ordinal()).containsExactly(1L, 1L);
    }

    @Test
    void theOldRowHoldsTheKeyThatAnUpdateLeftAlone() {
        // Given
        accept(begin(), relation('d', true, false, false));

        // When
        accept(new Update(TABLE, null, row("1", "new", "b")));

        // Then
        assertThat(updated().old().values())
                .containsExactly(present("1"), ColumnValue.ABSENT, ColumnValue.ABSENT);
    }

    @Test
    void onlyTheFlaggedColumnsOfAKeyTupleCount() {
        // Given
        accept(begin(), relation('d', true, false, false));

        // When
        accept(
                new Update(TABLE, new Before.Key(row("1", null, null)), row("2", "new", "b")),
                new Delete(TABLE, new Before.Key(row("3", null, null))));

        // Then
        assertThat(updated().old().values())
                .containsExactly(present("1"), ColumnValue.ABSENT, ColumnValue.ABSENT);
        assertThat(((RowDeleted) events.getLast()).old().values())
                .containsExactly(present("3"), ColumnValue.ABSENT, ColumnValue.ABSENT);
    }

    @Test
    void everyColumnOfAFullTupleCounts() {
        // Given
        accept(begin(), relation('f', true, true, true));

        // When
        accept(new Delete(TABLE, new Before.Full(row("1", null, "b"))));

        // Then
        assertThat(((RowDeleted) events.getLast()).old().values())
                .containsExactly(present("1"), ColumnValue.NULL, present("b"));
    }

    @Test
    void anUntouchedLargeValueIsTakenFromAFullOldRow() {
        // Given
        accept(begin(), relation('f', true, true, true));
        Tuple after = new Tuple(List.of(text("1"), Value.UNCHANGED, Value.UNCHANGED));

        // When
        accept(new Update(TABLE, new Before.Full(row("1", "large", null)), after));

        // Then
        assertThat(updated().row().values())
                .containsExactly(present("1"), present("large"), ColumnValue.NULL);
    }

    @Test
    void anUntouchedLargeValueThatNobodySentIsAbsent() {
        // Given
        accept(begin(), relation('d', true, false, false));
        Tuple after = new Tuple(List.of(text("1"), Value.UNCHANGED, Value.NULL));

        // When
        accept(
                new Update(TABLE, null, after),
                new Update(TABLE, new Before.Key(row("0", null, null)), after));

        // Then
        assertThat(events)
                .allSatisfy(event ->
                        assertThat(((RowUpdated) event).row().values())
                                .containsExactly(
                                        present("1"), ColumnValue.ABSENT, ColumnValue.NULL));
    }

    @Test
    void thePrimaryKeyIsTheCatalogsWhereTheIdentityIsAnother() {
        // Given
        primaryKey = new PrimaryKey(Set.of("id"), false);

        // When
        accept(begin(), relation('f', true, true, true), new Insert(TABLE, row("1", "a", "b")));

        // Then
        Table table = events.getLast().table();
        assertThat(table.identity()).isEqualTo(ReplicaIdentity.FULL);
        assertThat(table.columns()).extracting(Table.Column::identity).containsOnly(true);
        assertThat(table.columns())
                .extracting(Table.Column::primaryKey)
                .containsExactly(true, false, false);
    }

    @Test
    void aTypeThatTheCatalogDoesNotKnowHasThePluginsName() {
        // Given
        accept(begin(), new PgOutputMessage.Type(99, "public", "mood"));

        // When
        accept(
                new Relation(TABLE, "s", "t", 'n', List.of(new Column(false, "m", 99, -1))),
                new Insert(TABLE, new Tuple(List.of(text("sad")))));

        // Then
        assertThat(events.getLast().table().columns().getFirst().typeName()).isEqualTo("mood");
    }

    @Test
    void aTableKeepsItsIdOverSessionsUnlessItsShapeChanges() {
        // Given
        accept(begin(), relation('d', true, false, false));
        accept(new Truncate(List.of(TABLE), false, false));
        TransactionAssembler nextSession =
                new TransactionAssembler(GENERATION, relations, this, this);

        // When
        nextSession.accept(begin());
        nextSession.accept(relation('d', true, false, false));
        nextSession.accept(new Truncate(List.of(TABLE), false, false));
        nextSession.accept(relation('f', true, true, true));
        nextSession.accept(new Truncate(List.of(TABLE), false, false));

        // Then
        assertThat(events)
                .extracting(event -> ((TableTruncated) event).table().id())
                .containsExactly(1, 1, 2);
    }

    @Test
    void whatIsOutOfOrderIsRefused() {
        assertRefused("outside any transaction", relation('d', true, false, false), insert());
        assertRefused("was not described", begin(), new Truncate(List.of(7L), false, false));
        assertRefused("outside any transaction", commit());
        assertRefused("begins inside another", begin(), begin());
        assertRefused("is committed at", begin(), new Commit(new Lsn(99), new Lsn(120), AT));
        assertRefused(
                "a row of 1 values for the 3 columns",
                begin(),
                relation('d', true, false, false),
                new Insert(TABLE, new Tuple(List.of(Value.NULL))));
    }

    @Test
    void aTableDescribedInAnEarlierSessionOnlyIsRefused() {
        // Given
        accept(begin(), relation('d', true, false, false));

        // When
        TransactionAssembler nextSession =
                new TransactionAssembler(GENERATION, relations, this, this);
        nextSession.accept(begin());

        // Then
        assertThatThrownBy(() -> nextSession.accept(insert()))
                .isInstanceOf(MalformedPgOutputException.class);
    }

    @Test
    void whatIsNoChangeIsPassedOver() {
        // When
        accept(
                begin(),
                new Origin(new Lsn(1), "north"),
                new PgOutputMessage.Message(true, new Lsn(1), "prefix", 3),
                commit());

        // Then
        assertThat(events).isEmpty();
        assertThat(commits).hasSize(1);
    }

    private void assertRefused(String complaint, PgOutputMessage... messages) {
        TransactionAssembler fresh =
                new TransactionAssembler(GENERATION, new RelationCatalog(), this, this);
        assertThatThrownBy(
                        () -> {
                            for (PgOutputMessage message : messages) {
                                fresh.accept(message);
                            }
                        })
                .isInstanceOf(MalformedPgOutputException.class)
                .hasMessageContaining(complaint);
    }

    private void accept(PgOutputMessage... messages) {
        for (PgOutputMessage message : messages) {
            assembler.accept(message);
        }
    }

    private RowUpdated updated() {
        return (RowUpdated)
                events.stream().filter(RowUpdated.class::isInstance).findFirst().orElseThrow();
    }

    private static Begin begin() {
        return new Begin(new Lsn(100), AT, 7);
    }

    private static Commit commit() {
        return new Commit(new Lsn(100), new Lsn(120), AT);
    }

    private static Insert insert() {
        return new Insert(TABLE, row("1", "a", "b"));
    }

    private static Relation relation(char identity, boolean id, boolean a, boolean b) {
        return new Relation(
                TABLE,
                "public",
                "vines",
                identity,
                List.of(
                        new Column(id, "id", 23, -1),
                        new Column(a, "a", 25, -1),
                        new Column(b, "b", 25, -1)));
    }

    private static ChangePosition at(long lsn, long ordinal) {
        return new ChangePosition(GENERATION, lsn, ordinal);
    }

    private static Tuple row(String... texts) {
        List<Value> values = new ArrayList<>();
        for (String text : texts) {
            values.add(text == null ? Value.NULL : text(text));
        }
        return new Tuple(values);
    }

    private static Value text(String text) {
        return new Value.Text(text);
    }

    private static ColumnValue present(String text) {
        return new ColumnValue.Present(text);
    }
}
