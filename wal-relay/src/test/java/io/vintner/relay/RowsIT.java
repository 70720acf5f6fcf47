package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangeEvent.RowDeleted;
import io.vintner.change.ChangeEvent.RowInserted;
import io.vintner.change.ChangeEvent.RowUpdated;
import io.vintner.change.ChangeEvent.TableTruncated;
import io.vintner.change.ColumnValue;
import io.vintner.change.Row;
import io.vintner.change.Table;
import io.vintner.change.Table.ReplicaIdentity;
import io.vintner.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of the rows of a real database: types, identities, large values, changing shapes.
 */
class RowsIT {

    /** Larger than a page even when compressed, so that it is stored out of line. */
    private static final String LARGE =
            "(select string_agg(md5(n::text), '') from generate_series(1, 1000) n)";

    @TempDir static Path folder;
    private static LocalPostgres postgres;
    private static RelayProcess relay;

    @BeforeAll
    static void start() throws SQLException, IOException {
        postgres = LocalPostgres.startTemporary();
        Writer.run(postgres, "create publication supabase_realtime for all tables");
        relay = RelayProcess.started(postgres, folder, Map.of());
    }

    @AfterAll
    static void stop() {
        relay.close();
        postgres.close();
    }

    @Test
    void valuesAreWhatPostgresPrintsAndTypesHaveTheirNames() throws SQLException {
        // When
        List<ChangeEvent> events =
                eventsOf(
                        1,
                        "create type mood as enum ('sad', 'happy')",
                        "create domain positive as int check (value > 0)",
                        """
                        create table "Odd ""Names\""" (
                          id uuid primary key, big int8, exact numeric(10, 2), yes bool, words text[],
                          at timestamptz, doc jsonb, raw bytea, m mood, p positive, c char(4),
                          nothing text)
                        """,
                        """
                        insert into "Odd ""Names\""" values (
                          '2f1c6c0e-0000-4000-8000-000000000001', 9223372036854775807, 1.10, true,
                          '{a,NULL,"b c"}', '2026-01-02 03:04:05.12+02', '{"a": [1, "ü"]}', '\\xdeadbeef',
                          'happy', 7, 'ab', null)
                        """);

        // Then
        Table table = events.getFirst().table();
        assertThat(table.name()).isEqualTo("Odd \"Names\"");
        assertThat(table.columns())
                .extracting(Table.Column::typeName)
                .containsExactly(
                        "uuid",
                        "int8",
                        "numeric",
                        "bool",
                        "_text",
                        "timestamptz",
                        "jsonb",
                        "bytea",
                        "mood",
                        "positive",
                        "bpchar",
                        "text");
        assertThat(((RowInserted) events.getFirst()).row())
                .isEqualTo(
                        row(
                                "2f1c6c0e-0000-4000-8000-000000000001",
                                "9223372036854775807",
                                "1.10",
                                "t",
                                "{a,NULL,\"b c\"}",
                                "2026-01-02 01:04:05.12+00",
                                "{\"a\": [1, \"ü\"]}",
                                "\\xdeadbeef",
                                "happy",
                                "7",
                                "ab  ",
                                null));
    }

    @Test
    void underTheDefaultIdentityTheOldRowIsTheKey() throws SQLException {
        // When
        List<ChangeEvent> events =
                eventsOf(
                        4,
                        "create table by_default (id int primary key, name text, large text)",
                        "insert into by_default values (1, 'a', " + LARGE + ")",
                        "update by_default set name = 'b'",
                        "update by_default set id = 2",
                        "delete from by_default");

        // Then
        assertThat(events.getFirst().table().identity()).isEqualTo(ReplicaIdentity.DEFAULT);
        RowUpdated renamed = (RowUpdated) events.get(1);
        assertThat(renamed.old()).isEqualTo(row("1", ABSENT, ABSENT));
        assertThat(renamed.row()).isEqualTo(row("1", "b", ABSENT));
        RowUpdated moved = (RowUpdated) events.get(2);
        assertThat(moved.old()).isEqualTo(row("1", ABSENT, ABSENT));
        assertThat(moved.row()).isEqualTo(row("2", "b", ABSENT));
        assertThat(((RowDeleted) events.get(3)).old()).isEqualTo(row("2", ABSENT, ABSENT));
    }

    @Test
    void underAnIndexTheOldRowIsTheIndexAndThePrimaryKeyIsTheCatalogs() throws SQLException {
        // When
        List<ChangeEvent> events =
                eventsOf(
                        3,
                        "create table by_index (id int primary key, owner int not null, name text)",
                        "create unique index by_index_owner on by_index (id, owner)",
                        "alter table by_index replica identity using index by_index_owner",
                        "insert into by_index values (1, 7, 'a')",
                        "update by_index set name = 'b'",
                        "delete from by_index");

        // Then
        Table table = events.getFirst().table();
        assertThat(table.identity()).isEqualTo(ReplicaIdentity.INDEX);
        assertThat(table.columns())
                .extracting(Table.Column::primaryKey)
                .containsExactly(true, false, false);
        assertThat(table.columns())
                .extracting(Table.Column::identity)
                .containsExactly(true, true, false);
        assertThat(((RowUpdated) events.get(1)).old()).isEqualTo(row("1", "7", ABSENT));
        assertThat(((RowDeleted) events.get(2)).old()).isEqualTo(row("1", "7", ABSENT));
    }

    @Test
    void underFullTheOldRowIsWholeAndFillsLargeValues() throws SQLException {
        // When
        List<ChangeEvent> events =
                eventsOf(
                        3,
                        "create table by_full (id int primary key, name text, large text)",
                        "alter table by_full replica identity full",
                        "insert into by_full values (1, null, " + LARGE + ")",
                        "update by_full set name = 'b'",
                        "delete from by_full");

        // Then
        ColumnValue large = ((RowInserted) events.getFirst()).row().value(2);
        assertThat(large).isInstanceOf(ColumnValue.Present.class);
        RowUpdated update = (RowUpdated) events.get(1);
        assertThat(update.table().identity()).isEqualTo(ReplicaIdentity.FULL);
        assertThat(update.table().columns())
                .extracting(Table.Column::primaryKey)
                .containsExactly(true, false, false);
        assertThat(update.old().values())
                .containsExactly(new ColumnValue.Present("1"), ColumnValue.NULL, large);
        assertThat(update.row().values())
                .containsExactly(new ColumnValue.Present("1"), new ColumnValue.Present("b"), large);
        assertThat(((RowDeleted) events.get(2)).old()).isEqualTo(update.row());
    }

    @Test
    void aTableThatChangesItsShapeIsDescribedAnew() throws SQLException {
        // When
        List<ChangeEvent> events =
                eventsOf(
                        4,
                        "create table shifting (id int primary key, a text)",
                        "insert into shifting values (1, 'a')",
                        "alter table shifting add b int default 5",
                        "insert into shifting values (2, 'a')",
                        "alter table shifting drop column a",
                        "insert into shifting values (3)",
                        "alter table shifting rename b to c",
                        "insert into shifting values (4)");

        // Then
        assertThat(events)
                .extracting(event -> ((RowInserted) event).row())
                .containsExactly(row("1", "a"), row("2", "a", "5"), row("3", "5"), row("4", "5"));
        assertThat(events.getLast().table().columns())
                .extracting(Table.Column::name)
                .containsExactly("id", "c");
        assertThat(events).extracting(event -> event.table().id()).doesNotHaveDuplicates();
    }

    @Test
    void aTruncationNamesEachTable() throws SQLException {
        // When
        List<ChangeEvent> events =
                eventsOf(
                        2,
                        "create table parent (id int primary key)",
                        "create table child (id int references parent)",
                        "truncate parent cascade");

        // Then
        assertThat(events)
                .allSatisfy(event -> assertThat(event).isInstanceOf(TableTruncated.class))
                .extracting(event -> event.table().name())
                .containsExactlyInAnyOrder("parent", "child");
        assertThat(events).extracting(event -> event.position().ordinal()).containsExactly(1L, 2L);
    }

    @Test
    void whatWasRolledBackNeverHappened() throws SQLException {
        // When
        List<ChangeEvent> events =
                eventsOf(
                        2,
                        "create table undone (id int primary key)",
                        "begin; insert into undone values (1); rollback",
                        """
                        begin; insert into undone values (2); savepoint s; insert into undone values (3);
                        rollback to s; insert into undone values (4); commit
                        """);

        // Then
        assertThat(events)
                .extracting(event -> ((RowInserted) event).row())
                .containsExactly(row("2"), row("4"));
        assertThat(events).extracting(event -> event.position().ordinal()).containsExactly(1L, 2L);
    }

    private static final String ABSENT = "(absent)";

    private static Row row(String... texts) {
        return new Row(
                java.util.Arrays.stream(texts)
                        .map(text ->
                                text == null
                                        ? ColumnValue.NULL
                                        : text.equals(ABSENT)
                                                ? ColumnValue.ABSENT
                                                : new ColumnValue.Present(text))
                        .toList());
    }

    private static List<ChangeEvent> eventsOf(int count, String... statements) throws SQLException {
        try (FeedClient reader = new FeedClient(relay).awaitOpened()) {
            Writer.run(postgres, statements);
            List<ChangeEvent> events = reader.awaitEvents(count);
            assertThat(reader.gaps()).isEmpty();
            return events;
        }
    }
}
