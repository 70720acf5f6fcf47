package io.vintner.relay;

import static io.vintner.relay.Rows.ABSENT;
import static io.vintner.relay.Rows.after;
import static io.vintner.relay.Rows.before;
import static io.vintner.relay.Rows.identity;
import static io.vintner.relay.Rows.names;
import static io.vintner.relay.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the publication says about what is told. */
class PublicationIT {

    private static final String COLUMN_LISTS = "column lists of publications";
    private static final String ROW_FILTERS = "row filters of publications";

    @RegisterExtension static final RelayedDatabase DATABASE = RelayedDatabase.withChosenTables();

    @AfterEach
    void publishNothingElse() throws SQLException {
        DATABASE.run(
                "alter publication supabase_realtime set table the_end",
                "alter publication supabase_realtime set (publish = 'insert, update, delete,"
                        + " truncate')");
    }

    @Test
    void aTableIsToldFromTheMomentItIsAddedUntilItIsRemoved() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table visitor (id int primary key)",
                        "insert into visitor values (1)",
                        "alter publication supabase_realtime add table visitor",
                        "insert into visitor values (2)",
                        "alter publication supabase_realtime drop table visitor",
                        "insert into visitor values (3)",
                        "alter publication supabase_realtime add table visitor",
                        "insert into visitor values (4)");

        // Then
        assertThat(changes).extracting(Rows::after).containsExactly(row("2"), row("4"));
    }

    @Test
    void aTransactionThatAddsATableTellsWhatItDoesAfterwards() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table guest (id int primary key)",
                        """
                        begin; insert into guest values (1);
                        alter publication supabase_realtime add table guest;
                        insert into guest values (2); commit
                        """);

        // Then
        assertThat(changes).extracting(Rows::after).containsExactly(row("2"));
    }

    @Test
    void onlyThePublishedOperationsAreTold() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table partly (id int primary key, name text)",
                        "alter publication supabase_realtime add table partly",
                        "alter publication supabase_realtime set (publish = 'insert, delete')",
                        "insert into partly values (1, 'a')",
                        "update partly set name = 'b'",
                        "delete from partly",
                        "truncate partly");

        // Then
        assertThat(changes)
                .extracting(Rows::what)
                .containsExactly("insert partly", "delete partly");
    }

    @Test
    void columnsOutsideTheColumnListAreNotInTheShape() throws SQLException {
        // Given
        DATABASE.needs(15, COLUMN_LISTS);

        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table listed (secret text, id int primary key, name text)",
                        "alter publication supabase_realtime add table listed (id, name)",
                        "insert into listed values ('s', 1, 'a')",
                        "update listed set secret = 't'",
                        "update listed set id = 2",
                        "delete from listed");

        // Then
        assertThat(changes)
                .extracting(Rows::what)
                .containsExactly(
                        "insert listed", "update listed", "update listed", "delete listed");
        assertThat(changes)
                .allSatisfy(change -> assertThat(names(change)).containsExactly("id", "name"));
        assertThat(after(changes.get(1))).isEqualTo(row("1", "a"));
        assertThat(before(changes.get(2))).isEqualTo(row("1", ABSENT));
        assertThat(before(changes.get(3))).isEqualTo(row("2", ABSENT));
    }

    @Test
    void aColumnListThatIsChangedIsAnotherShape() throws SQLException {
        // Given
        DATABASE.needs(15, COLUMN_LISTS);

        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table relisted (id int primary key, a text, b text)",
                        "alter publication supabase_realtime add table relisted (id, a)",
                        "insert into relisted values (1, 'a', 'b')",
                        "alter publication supabase_realtime set table the_end, relisted (id, b)",
                        "insert into relisted values (2, 'a', 'b')",
                        "alter publication supabase_realtime set table the_end, relisted",
                        "insert into relisted values (3, 'a', 'b')");

        // Then
        assertThat(changes)
                .extracting(Rows::names)
                .containsExactly(List.of("id", "a"), List.of("id", "b"), List.of("id", "a", "b"));
    }

    @Test
    void aKeyPartlyOutsideTheColumnListIsToldAsFarAsItIsThere() throws SQLException {
        // Given
        DATABASE.needs(15, COLUMN_LISTS);

        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table half (a int, b int, c int, primary key (a, b))",
                        "alter publication supabase_realtime set (publish = 'insert')",
                        "alter publication supabase_realtime add table half (b, c)",
                        "insert into half values (1, 2, 3)");

        // Then
        assertThat(names(changes.getFirst())).containsExactly("b", "c");
        assertThat(Rows.primaryKey(changes.getFirst())).containsExactly("b");
        assertThat(identity(changes.getFirst())).containsExactly("b");
    }

    @Test
    void aRowThatPassesIntoOrOutOfTheRowFilterIsInsertedOrDeleted() throws SQLException {
        // Given
        DATABASE.needs(15, ROW_FILTERS);

        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table filtered (id int primary key, open bool not null)",
                        "alter table filtered replica identity full",
                        "alter publication supabase_realtime add table filtered where (open)",
                        "insert into filtered values (1, false), (2, true)",
                        "update filtered set open = true where id = 1",
                        "update filtered set id = 3 where id = 1",
                        "update filtered set open = false where id = 3",
                        "update filtered set id = 4 where id = 3",
                        "delete from filtered where id = 4",
                        "delete from filtered where id = 2");

        // Then
        assertThat(changes)
                .extracting(Rows::what)
                .containsExactly(
                        "insert filtered",
                        "insert filtered",
                        "update filtered",
                        "delete filtered",
                        "delete filtered");
        assertThat(after(changes.get(1))).isEqualTo(row("1", "t"));
        assertThat(before(changes.get(3))).isEqualTo(row("3", "t"));
        assertThat(before(changes.get(4))).isEqualTo(row("2", "t"));
    }

    @Test
    void everyTableOfAPublishedSchemaIsTold() throws SQLException {
        // Given
        DATABASE.needs(15, "publications of schemas");

        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create schema winery",
                        "alter publication supabase_realtime add tables in schema winery",
                        "create table winery.press (id int primary key)",
                        "insert into winery.press values (1)",
                        "alter table winery.press set schema public",
                        "insert into press values (2)");

        // Then
        assertThat(changes).extracting(Rows::after).containsExactly(row("1"));
    }

    @Test
    void aGeneratedColumnIsNotInTheShape() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table computed (id int primary key, twice int generated always as"
                                + " (id * 2) stored)",
                        "alter publication supabase_realtime add table computed",
                        "insert into computed values (1)",
                        "update computed set id = 2");

        // Then
        assertThat(changes).allSatisfy(change -> assertThat(names(change)).containsExactly("id"));
        assertThat(after(changes.getLast())).isEqualTo(row("2"));
    }

    @Test
    void aStoredGeneratedColumnIsThereWhereThePublicationSaysSoAVirtualOneIsNot()
            throws SQLException {
        // Given
        DATABASE.needs(18, "publish_generated_columns");

        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        """
                        create table computing (
                          id int primary key, twice int generated always as (id * 2) stored,
                          thrice int generated always as (id * 3) virtual)
                        """,
                        "alter publication supabase_realtime add table computing",
                        "alter publication supabase_realtime set (publish_generated_columns ="
                                + " stored)",
                        "insert into computing values (1)",
                        "update computing set id = 2",
                        "alter publication supabase_realtime set (publish_generated_columns ="
                                + " none)",
                        "update computing set id = 3");

        // Then
        assertThat(changes)
                .extracting(Rows::names)
                .containsExactly(List.of("id", "twice"), List.of("id", "twice"), List.of("id"));
        assertThat(after(changes.get(1))).isEqualTo(row("2", "4"));
    }

    @Test
    void whatIsNotLoggedIsNotTold() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table logged (id int primary key)",
                        "alter publication supabase_realtime add table logged",
                        "insert into logged values (1)",
                        "alter table logged rename to kept",
                        "create unlogged table unlogged (id int primary key)",
                        "insert into unlogged values (2)",
                        "create temporary table logged (id int primary key)",
                        "insert into logged values (3)");

        // Then
        assertThat(changes).extracting(Rows::after).containsExactly(row("1"));
    }
}
