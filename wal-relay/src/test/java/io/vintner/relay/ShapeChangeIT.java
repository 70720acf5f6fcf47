package io.vintner.relay;

import static io.vintner.relay.Rows.after;
import static io.vintner.relay.Rows.before;
import static io.vintner.relay.Rows.identity;
import static io.vintner.relay.Rows.names;
import static io.vintner.relay.Rows.primaryKey;
import static io.vintner.relay.Rows.row;
import static io.vintner.relay.Rows.types;
import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
import io.vintner.change.Table.ReplicaIdentity;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tables that change while the relay streams: each row comes in the shape it was written in. */
class ShapeChangeIT {

    @RegisterExtension static final RelayedDatabase DATABASE = RelayedDatabase.withEveryTable();

    @Test
    void columnsThatAreAddedDroppedAndRenamed() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table shifting (id int primary key, a text)",
                        "insert into shifting values (1, 'a')",
                        "alter table shifting add b int default 5",
                        "insert into shifting values (2, 'a')",
                        "alter table shifting drop column a",
                        "insert into shifting values (3)",
                        "alter table shifting rename b to c",
                        "insert into shifting values (4)",
                        "update shifting set c = 6 where id = 1");

        // Then
        assertThat(changes)
                .extracting(Rows::after)
                .containsExactly(
                        row("1", "a"),
                        row("2", "a", "5"),
                        row("3", "5"),
                        row("4", "5"),
                        row("1", "6"));
        assertThat(changes)
                .extracting(Rows::names)
                .containsExactly(
                        List.of("id", "a"),
                        List.of("id", "a", "b"),
                        List.of("id", "b"),
                        List.of("id", "c"),
                        List.of("id", "c"));
        assertThat(changes.subList(0, 4))
                .extracting(event -> event.table().id())
                .doesNotHaveDuplicates();
    }

    @Test
    void aColumnThatGetsAnotherType() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table retyped (id int primary key, v text)",
                        "insert into retyped values (1, '{\"a\":1}')",
                        "alter table retyped alter id type bigint",
                        "insert into retyped values (3000000000, 'x')",
                        "delete from retyped where v = 'x'",
                        "alter table retyped alter v type jsonb using v::jsonb",
                        "update retyped set v = v || '{\"b\":2}'");

        // Then
        assertThat(changes)
                .extracting(Rows::what)
                .containsExactly(
                        "insert retyped", "insert retyped", "delete retyped", "update retyped");
        assertThat(changes)
                .extracting(Rows::types)
                .containsExactly(
                        List.of("int4", "text"),
                        List.of("int8", "text"),
                        List.of("int8", "text"),
                        List.of("int8", "jsonb"));
        assertThat(after(changes.getLast())).isEqualTo(row("1", "{\"a\": 1, \"b\": 2}"));
    }

    @Test
    void aTableThatIsRenamedKeepsItsOid() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table first_name (id int primary key)",
                        "insert into first_name values (1)",
                        "alter table first_name rename to second_name",
                        "insert into second_name values (2)",
                        "delete from second_name where id = 1");

        // Then
        assertThat(changes)
                .extracting(Rows::what)
                .containsExactly("insert first_name", "insert second_name", "delete second_name");
        assertThat(changes.getLast().table().oid()).isEqualTo(changes.getFirst().table().oid());
    }

    @Test
    void aTableThatIsDroppedAndMadeAgainIsAnother() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table again (id int primary key, a text)",
                        "insert into again values (1, 'a')",
                        "drop table again",
                        "create table again (b bool, id int primary key)",
                        "insert into again values (true, 2)");

        // Then
        assertThat(changes).extracting(Rows::after).containsExactly(row("1", "a"), row("t", "2"));
        assertThat(changes).extracting(event -> event.table().oid()).doesNotHaveDuplicates();
        assertThat(changes).extracting(event -> event.table().id()).doesNotHaveDuplicates();
    }

    @Test
    void twoTablesThatSwapTheirNames() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table live (id int primary key, old text)",
                        "create table staged (id int primary key, new text)",
                        "insert into live values (1, 'a')",
                        "insert into staged values (1, 'b')",
                        """
                        begin; alter table live rename to retired; alter table staged rename to live;
                        insert into live values (2, 'c'); commit
                        """,
                        "insert into retired values (3, 'd')");

        // Then
        assertThat(changes)
                .extracting(Rows::what)
                .containsExactly("insert live", "insert staged", "insert live", "insert retired");
        assertThat(names(changes.get(2))).containsExactly("id", "new");
        assertThat(names(changes.get(3))).containsExactly("id", "old");
    }

    @Test
    void anEnumWhoseValuesAreAddedAndRenamed() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create type mood as enum ('sad', 'happy')",
                        "create table people (id int primary key, m mood)",
                        "insert into people values (1, 'sad')",
                        "alter type mood add value 'calm' before 'happy'",
                        "insert into people values (2, 'calm')",
                        "alter type mood rename value 'sad' to 'blue'",
                        "update people set id = 3 where id = 1");

        // Then
        assertThat(changes)
                .extracting(Rows::after)
                .containsExactly(row("1", "sad"), row("2", "calm"), row("3", "blue"));
        assertThat(changes)
                .extracting(event -> event.table().id())
                .containsOnly(changes.getFirst().table().id());
    }

    @Test
    void aTypeThatIsRenamedHasItsNewNameSoon() throws SQLException {
        // Given
        ChangeEvent before =
                DATABASE.changesOf(
                                "create type season as enum ('spring')",
                                "create table harvests (s season, ss season[])",
                                "insert into harvests values ('spring', '{spring}')")
                        .getFirst();

        // When
        DATABASE.run("alter type season rename to time_of_year");

        // Then
        assertThat(types(before)).containsExactly("season", "_season");
        DATABASE.awaitChange(
                "insert into harvests values ('spring', '{spring}')",
                change -> types(change).equals(List.of("time_of_year", "_time_of_year")));
    }

    @Test
    void underTheDefaultThePrimaryKeyThatIsMovedDroppedAndAdded() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table keyed (a int primary key, b int not null)",
                        "insert into keyed values (1, 2)",
                        "alter table keyed drop constraint keyed_pkey",
                        "insert into keyed values (3, 4)",
                        "alter table keyed add primary key (b)",
                        "update keyed set a = 5 where b = 2",
                        "alter table keyed drop constraint keyed_pkey, add primary key (a, b)",
                        "delete from keyed where b = 2");

        // Then
        assertThat(changes)
                .extracting(Rows::primaryKey)
                .containsExactly(List.of("a"), List.of(), List.of("b"), List.of("a", "b"));
        assertThat(changes)
                .extracting(Rows::identity)
                .containsExactly(List.of("a"), List.of(), List.of("b"), List.of("a", "b"));
        assertThat(before(changes.get(2))).isEqualTo(row(Rows.ABSENT, "2"));
        assertThat(before(changes.get(3))).isEqualTo(row("5", "2"));
    }

    @Test
    void underFullThePrimaryKeyThatIsAddedMovedAndDropped() throws SQLException {
        // When
        List<ChangeEvent> added =
                DATABASE.changesOf(
                        "create table whole (a int not null, b int not null)",
                        "alter table whole replica identity full",
                        "insert into whole values (1, 2)",
                        "alter table whole add primary key (a)",
                        "insert into whole values (3, 4)");
        List<ChangeEvent> moved =
                DATABASE.changesOf(
                        "alter table whole drop constraint whole_pkey, add primary key (b)",
                        "insert into whole values (5, 6)");
        List<ChangeEvent> dropped =
                DATABASE.changesOf(
                        "alter table whole drop constraint whole_pkey",
                        "insert into whole values (7, 8)");

        // Then
        assertThat(primaryKey(added.getLast())).containsExactly("a");
        assertThat(primaryKey(moved.getLast())).containsExactly("b");
        assertThat(primaryKey(dropped.getLast())).isEmpty();
        assertThat(identity(dropped.getLast())).containsExactly("a", "b");
    }

    @Test
    void aPrimaryKeyWhoseColumnIsRenamed() throws SQLException {
        // When
        List<ChangeEvent> before =
                DATABASE.changesOf(
                        "create table renamed_key (id int primary key, a text)",
                        "alter table renamed_key replica identity full",
                        "insert into renamed_key values (1, 'a')");
        List<ChangeEvent> after =
                DATABASE.changesOf(
                        "alter table renamed_key rename id to key",
                        "insert into renamed_key values (2, 'a')");

        // Then
        assertThat(primaryKey(before.getFirst())).containsExactly("id");
        assertThat(primaryKey(after.getFirst())).containsExactly("key");
    }

    @Test
    void aReplicaIdentityThatIsChanged() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table identified (id int primary key, owner int not null, a text)",
                        "create unique index identified_owner on identified (owner)",
                        "insert into identified values (1, 7, 'a')",
                        "update identified set a = 'b'",
                        "alter table identified replica identity full",
                        "update identified set a = 'c'",
                        "alter table identified replica identity using index identified_owner",
                        "update identified set a = 'd'",
                        "alter table identified replica identity nothing",
                        "insert into identified values (2, 8, 'a')",
                        "alter table identified replica identity default",
                        "delete from identified where id = 1");

        // Then
        assertThat(changes)
                .extracting(event -> event.table().identity())
                .containsExactly(
                        ReplicaIdentity.DEFAULT,
                        ReplicaIdentity.DEFAULT,
                        ReplicaIdentity.FULL,
                        ReplicaIdentity.INDEX,
                        ReplicaIdentity.NOTHING,
                        ReplicaIdentity.DEFAULT);
        assertThat(List.of(changes.get(1), changes.get(2), changes.get(3), changes.get(5)))
                .extracting(Rows::before)
                .containsExactly(
                        row("1", Rows.ABSENT, Rows.ABSENT),
                        row("1", "7", "b"),
                        row(Rows.ABSENT, "7", Rows.ABSENT),
                        row("1", Rows.ABSENT, Rows.ABSENT));
        assertThat(changes)
                .allSatisfy(change -> assertThat(primaryKey(change)).containsExactly("id"));
    }

    @Test
    void aTableThatMovesToAnotherSchema() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create schema cellar",
                        "create table movable (id int primary key)",
                        "insert into movable values (1)",
                        "alter table movable set schema cellar",
                        "insert into cellar.movable values (2)");

        // Then
        assertThat(changes)
                .extracting(event -> event.table().schema())
                .containsExactly("public", "cellar");
    }

    @Test
    void aSchemaThatIsRenamedHasItsNewNameSoon() throws SQLException {
        // Given
        ChangeEvent before =
                DATABASE.changesOf(
                                "create schema barn",
                                "create table barn.bales (n int)",
                                "insert into barn.bales values (1)")
                        .getFirst();

        // When
        DATABASE.run("alter schema barn rename to loft");

        // Then
        assertThat(before.table().schema()).isEqualTo("barn");
        DATABASE.awaitChange(
                "insert into loft.bales values (2)",
                change -> change.table().schema().equals("loft"));
    }
}
