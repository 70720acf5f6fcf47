package io.vintner.relay;

import static io.vintner.relay.Rows.ABSENT;
import static io.vintner.relay.Rows.after;
import static io.vintner.relay.Rows.before;
import static io.vintner.relay.Rows.primaryKey;
import static io.vintner.relay.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Partitioned tables, told under the name of the leaf or of the root, as the publication says. */
class PartitionsIT {

    @RegisterExtension static final RelayedDatabase DATABASE = RelayedDatabase.withChosenTables();

    @BeforeEach
    void makeTheTables() throws SQLException {
        DATABASE.run(
                "create table root (id int primary key, name text) partition by range (id)",
                "create table low partition of root for values from (0) to (10)",
                "create table high partition of root for values from (10) to (100) partition by"
                        + " list (id)",
                "create table ten partition of high for values in (10)",
                "create table others partition of high default",
                "alter publication supabase_realtime add table root");
    }

    @AfterEach
    void dropTheTables() throws SQLException {
        DATABASE.run(
                "drop table root",
                "alter publication supabase_realtime set (publish_via_partition_root = false)");
    }

    @Test
    void rowsAreToldUnderTheirLeaf() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "insert into root values (1, 'a'), (10, 'b'), (11, 'c')",
                        "update root set name = 'd' where id = 10",
                        "delete from root where id = 11");

        // Then
        assertThat(changes)
                .extracting(Rows::what)
                .containsExactly(
                        "insert low", "insert ten", "insert others", "update ten", "delete others");
        assertThat(before(changes.get(3))).isEqualTo(row("10", ABSENT));
        assertThat(changes)
                .allSatisfy(change -> assertThat(primaryKey(change)).containsExactly("id"));
    }

    @Test
    void rowsAreToldUnderTheirRoot() throws SQLException {
        // Given
        tellUnderTheRoot();

        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "insert into root values (1, 'a'), (10, 'b')",
                        "insert into others values (11, 'c')",
                        "update ten set name = 'd'",
                        "delete from root where id = 11");

        // Then
        assertThat(changes)
                .extracting(Rows::what)
                .containsExactly(
                        "insert root", "insert root", "insert root", "update root", "delete root");
        assertThat(changes)
                .extracting(event -> event.table().id())
                .containsOnly(changes.getFirst().table().id());
        assertThat(changes)
                .allSatisfy(change -> assertThat(primaryKey(change)).containsExactly("id"));
        assertThat(after(changes.get(3))).isEqualTo(row("10", "d"));
    }

    @Test
    void aRowThatMovesToAnotherPartitionIsDeletedAndInserted() throws SQLException {
        // When
        List<ChangeEvent> byLeaf =
                DATABASE.changesOf("insert into root values (1, 'a')", "update root set id = 10");
        tellUnderTheRoot();
        List<ChangeEvent> byRoot = DATABASE.changesOf("update root set id = 11");

        // Then
        assertThat(byLeaf)
                .extracting(Rows::what)
                .containsExactly("insert low", "delete low", "insert ten");
        assertThat(before(byLeaf.get(1))).isEqualTo(row("1", ABSENT));
        assertThat(byRoot).extracting(Rows::what).containsExactly("delete root", "insert root");
        assertThat(before(byRoot.getFirst())).isEqualTo(row("10", ABSENT));
        assertThat(after(byRoot.getLast())).isEqualTo(row("11", "a"));
    }

    @Test
    void aPartitionIsToldFromTheMomentItIsAttachedUntilItIsDetached() throws SQLException {
        // Given
        DATABASE.needs(15, "a walsender that notices the partitioning of a table it knows");

        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table late (name text, id int primary key)",
                        "insert into late values ('before', 101)",
                        "alter table root attach partition late for values from (100) to (200)",
                        "insert into root values (102, 'attached')",
                        "alter table root detach partition late",
                        "insert into late values ('after', 103)",
                        "drop table late");

        // Then
        assertThat(changes).extracting(Rows::what).containsExactly("insert late");
        assertThat(after(changes.getFirst())).isEqualTo(row("attached", "102"));
    }

    @Test
    void aPartitionIsToldUnderTheRootUntilItIsDetached() throws SQLException {
        // Given
        DATABASE.needs(15, "a walsender that notices the partitioning of a table it knows");
        tellUnderTheRoot();

        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "insert into root values (1, 'attached'), (10, 'elsewhere')",
                        "alter table root detach partition low",
                        "insert into low values (2, 'detached')",
                        "update low set name = 'detached' where id = 1",
                        "delete from low where id = 1",
                        "truncate low",
                        "insert into root values (11, 'of the root')");
        List<ChangeEvent> ofItself =
                DATABASE.changesOf(
                        "alter publication supabase_realtime add table low",
                        "insert into low values (3, 'published')",
                        "drop table low");

        // Then
        assertThat(changes)
                .extracting(Rows::what)
                .containsExactly("insert root", "insert root", "insert root");
        assertThat(changes)
                .extracting(Rows::after)
                .containsExactly(
                        row("1", "attached"), row("10", "elsewhere"), row("11", "of the root"));
        assertThat(ofItself).extracting(Rows::what).containsExactly("insert low");
    }

    @Test
    void aPartitionThatWasNotWrittenToBeforeItIsAttachedIsTold() throws SQLException {
        // Given
        DATABASE.needs(15, "a partition that is attached without a gap");

        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table fresh (id int primary key, name text)",
                        "alter table root attach partition fresh for values from (100) to (200)",
                        "insert into root values (102, 'attached')");

        // Then
        assertThat(changes).extracting(Rows::what).containsExactly("insert fresh");
    }

    @Test
    void aPartitionWithItsColumnsInAnotherOrderIsToldInThatOfTheRoot() throws SQLException {
        // Given
        DATABASE.needs(15, "a walsender that keeps in mind where a partition has its columns");
        tellUnderTheRoot();

        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table late (gone int, name text, id int primary key)",
                        "alter table late drop column gone",
                        "alter table root attach partition late for values from (100) to (200)",
                        "insert into root values (102, 'a')",
                        "update late set name = 'b'");
        List<ChangeEvent> widened =
                DATABASE.changesOf(
                        "alter table root add column more int",
                        "update root set more = 5 where id = 102");

        // Then
        assertThat(changes).extracting(Rows::what).containsExactly("insert root", "update root");
        assertThat(changes)
                .extracting(Rows::after)
                .containsExactly(row("102", "a"), row("102", "b"));
        assertThat(widened).extracting(Rows::after).containsExactly(row("102", "b", "5"));
    }

    @Test
    void aTruncationOfTheRootEmptiesEachLeaf() throws SQLException {
        // When
        List<ChangeEvent> changes = DATABASE.changesOf("truncate root");

        // Then
        assertThat(changes)
                .extracting(Rows::what)
                .containsExactlyInAnyOrder("truncate low", "truncate ten", "truncate others");
    }

    @Test
    void aTruncationOfTheRootIsToldUnderTheRootAndOneOfALeafNotAtAll() throws SQLException {
        // Given
        tellUnderTheRoot();

        // When
        List<ChangeEvent> changes = DATABASE.changesOf("truncate ten", "truncate root");

        // Then
        assertThat(changes).extracting(Rows::what).containsExactly("truncate root");
    }

    @Test
    void aTruncationOfALeafIsToldUnderTheLeaf() throws SQLException {
        // When
        List<ChangeEvent> changes = DATABASE.changesOf("truncate ten");

        // Then
        assertThat(changes).extracting(Rows::what).containsExactly("truncate ten");
    }

    private static void tellUnderTheRoot() throws SQLException {
        DATABASE.run("alter publication supabase_realtime set (publish_via_partition_root = true)");
    }
}
