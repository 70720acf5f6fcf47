package io.vintner.relay;

import static io.vintner.relay.Rows.identity;
import static io.vintner.relay.Rows.names;
import static io.vintner.relay.Rows.primaryKey;
import static io.vintner.relay.Rows.row;
import static io.vintner.relay.Rows.types;
import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A relay that is behind: the catalog it can ask is a later one than that of the rows. */
class LateReadingIT {

    @RegisterExtension static final RelayedDatabase DATABASE = RelayedDatabase.withEveryTable();

    @Test
    void rowsComeInTheShapeTheyWereWrittenIn() throws Exception {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesReadLate(
                        "create table shifted (id int primary key, a text)",
                        "insert into shifted values (1, 'a')",
                        "alter table shifted add b int default 5",
                        "insert into shifted values (2, 'a')",
                        "alter table shifted drop column a, alter b type bigint",
                        "alter table shifted rename id to key",
                        "alter table shifted rename to displaced",
                        "insert into displaced values (3, 6)",
                        "drop table displaced");

        // Then
        assertThat(changes)
                .extracting(Rows::what)
                .containsExactly("insert shifted", "insert shifted", "insert displaced");
        assertThat(changes)
                .extracting(Rows::after)
                .containsExactly(row("1", "a"), row("2", "a", "5"), row("3", "6"));
        assertThat(names(changes.getLast())).containsExactly("key", "b");
        assertThat(types(changes.getLast())).containsExactly("int4", "int8");
        assertThat(changes)
                .extracting(Rows::primaryKey)
                .containsExactly(List.of("id"), List.of("id"), List.of("key"));
    }

    @Test
    void aTypeThatIsGoneHasTheNameItHad() throws Exception {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesReadLate(
                        "create type gone_mood as enum ('sad')",
                        "create domain gone_domain as int",
                        "create table moody (id int primary key, m gone_mood, ms gone_mood[], d"
                                + " gone_domain)",
                        "insert into moody values (1, 'sad', '{sad}', 7)",
                        "drop table moody",
                        "drop type gone_mood",
                        "drop domain gone_domain");

        // Then
        assertThat(changes).extracting(Rows::after).containsExactly(row("1", "sad", "{sad}", "7"));
        assertThat(types(changes.getFirst()))
                .as("a domain that is gone goes by the name of its base type")
                .containsExactly("int4", "gone_mood", "_gone_mood", "int4");
    }

    @Test
    void aTypeThatWasRenamedHasTheNameItHad() throws Exception {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesReadLate(
                        "create type early as enum ('sad')",
                        "create table named_early (id int primary key, m early)",
                        "insert into named_early values (1, 'sad')",
                        "alter type early rename to late",
                        "alter table named_early add n int",
                        "insert into named_early values (2, 'sad', 3)");

        // Then
        assertThat(changes)
                .extracting(Rows::types)
                .containsExactly(List.of("int4", "early"), List.of("int4", "late", "int4"));
    }

    @Test
    void underTheDefaultIdentityThePrimaryKeyIsThatOfTheTime() throws Exception {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesReadLate(
                        "create table rekeyed (a int primary key, b int not null)",
                        "insert into rekeyed values (1, 2)",
                        "alter table rekeyed drop constraint rekeyed_pkey",
                        "insert into rekeyed values (3, 4)",
                        "alter table rekeyed add primary key (b)",
                        "insert into rekeyed values (5, 6)");

        // Then
        assertThat(changes)
                .extracting(Rows::primaryKey)
                .containsExactly(List.of("a"), List.of(), List.of("b"));
    }

    @Test
    void underAnotherIdentityThePrimaryKeyIsThatOfTheReading() throws Exception {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesReadLate(
                        "create table whole_late (a int primary key, b int not null)",
                        "alter table whole_late replica identity full",
                        "insert into whole_late values (1, 2)",
                        "alter table whole_late drop constraint whole_late_pkey, add primary key"
                                + " (b)",
                        "insert into whole_late values (3, 4)");

        // Then
        assertThat(changes)
                .extracting(Rows::primaryKey)
                .containsExactly(List.of("b"), List.of("b"));
        assertThat(changes)
                .extracting(Rows::identity)
                .containsExactly(List.of("a", "b"), List.of("a", "b"));
    }

    @Test
    void underAnotherIdentityATableThatIsGoneHasNoPrimaryKey() throws Exception {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesReadLate(
                        "create table vanished (id int primary key, a text)",
                        "alter table vanished replica identity full",
                        "insert into vanished values (1, 'a')",
                        "update vanished set a = 'b'",
                        "drop table vanished");

        // Then
        assertThat(changes)
                .extracting(Rows::what)
                .containsExactly("insert vanished", "update vanished");
        assertThat(primaryKey(changes.getFirst())).isEmpty();
        assertThat(identity(changes.getFirst())).containsExactly("id", "a");
        assertThat(Rows.before(changes.getLast())).isEqualTo(row("1", "a"));
    }

    @Test
    void aTableThatWasDroppedAndMadeAgainIsTwoTables() throws SQLException, IOException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesReadLate(
                        "create table twice (id int primary key, a text)",
                        "alter table twice replica identity full",
                        "insert into twice values (1, 'a')",
                        "drop table twice",
                        "create table twice (a text primary key)",
                        "insert into twice values ('b')");

        // Then
        assertThat(changes).extracting(Rows::after).containsExactly(row("1", "a"), row("b"));
        assertThat(changes).extracting(event -> event.table().oid()).doesNotHaveDuplicates();
        assertThat(changes).extracting(Rows::primaryKey).containsExactly(List.of(), List.of("a"));
    }

    @Test
    void aTableThatIsNoLongerPublishedIsToldForAsLongAsItWas() throws SQLException, IOException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesReadLate(
                        "create schema hidden",
                        "create table hidden.shy (id int primary key)",
                        "insert into hidden.shy values (1)",
                        "drop schema hidden cascade");

        // Then
        assertThat(changes).extracting(Rows::after).containsExactly(row("1"));
        assertThat(changes.getFirst().table().schema()).isEqualTo("hidden");
    }
}
