package io.vintner.relay;

import static io.vintner.relay.Rows.names;
import static io.vintner.relay.Rows.primaryKey;
import static io.vintner.relay.Rows.row;
import static io.vintner.relay.Rows.types;
import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one transaction did, and what it did not do in the end. */
class TransactionsIT {

    @RegisterExtension
    static final RelayedDatabase DATABASE =
            RelayedDatabase.withEveryTable(
                    Map.of("track_commit_timestamp", "on", "max_prepared_transactions", "4"));

    @Test
    void whatWasRolledBackNeverHappened() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table undone (id int primary key)",
                        "begin; insert into undone values (1); rollback",
                        """
                        begin; insert into undone values (2); savepoint s; insert into undone values (3);
                        rollback to s; insert into undone values (4); commit
                        """);

        // Then
        assertThat(changes).extracting(Rows::after).containsExactly(row("2"), row("4"));
        assertThat(changes).extracting(event -> event.position().ordinal()).containsExactly(1L, 2L);
    }

    @Test
    void theCommitTimeIsPostgresOwnToTheMicrosecond() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table timed (id int primary key)",
                        "begin; insert into timed values (1); insert into timed values (2);"
                                + " commit");

        // Then
        String micros =
                DATABASE.ask(
                        """
                        select (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000000)::bigint
                          from timed where id = 2
                        """);
        assertThat(changes)
                .extracting(ChangeEvent::committedAt)
                .hasSize(2)
                .containsOnly(Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS));
    }

    @Test
    void aTransactionThatChangesItsTableAndItsRowsInTurn() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table turning (id int primary key, a text)",
                        """
                        begin;
                        insert into turning values (1, 'a');
                        alter table turning add b int;
                        insert into turning values (2, 'a', 5);
                        alter table turning alter b type text;
                        update turning set b = 'six' where id = 2;
                        alter table turning rename to turned;
                        alter table turned drop a;
                        delete from turned where id = 1;
                        alter table turned drop constraint turning_pkey;
                        insert into turned values (3, 'x');
                        commit
                        """);

        // Then
        assertThat(changes)
                .extracting(Rows::what)
                .containsExactly(
                        "insert turning",
                        "insert turning",
                        "update turning",
                        "delete turned",
                        "insert turned");
        assertThat(changes)
                .extracting(Rows::types)
                .containsExactly(
                        List.of("int4", "text"),
                        List.of("int4", "text", "int4"),
                        List.of("int4", "text", "text"),
                        List.of("int4", "text"),
                        List.of("int4", "text"));
        assertThat(primaryKey(changes.get(3))).containsExactly("id");
        assertThat(primaryKey(changes.getLast())).isEmpty();
    }

    @Test
    void aShapeThatIsRolledBackToASavepointIsTheOldOneAgain() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table swaying (id int primary key, a text)",
                        """
                        begin;
                        insert into swaying values (1, 'a');
                        savepoint s;
                        alter table swaying add b int;
                        insert into swaying values (2, 'a', 5);
                        rollback to s;
                        insert into swaying values (3, 'c');
                        savepoint t;
                        alter table swaying rename a to z;
                        insert into swaying values (4, 'd');
                        release t;
                        insert into swaying values (5, 'e');
                        commit
                        """);

        // Then
        assertThat(changes)
                .extracting(Rows::after)
                .containsExactly(row("1", "a"), row("3", "c"), row("4", "d"), row("5", "e"));
        assertThat(changes)
                .extracting(Rows::names)
                .containsExactly(
                        List.of("id", "a"),
                        List.of("id", "a"),
                        List.of("id", "z"),
                        List.of("id", "z"));
    }

    @Test
    void aTableThatIsMadeAndDroppedInOneTransaction() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        """
                        begin;
                        create type fleeting_mood as enum ('sad');
                        create table fleeting (id int primary key, m fleeting_mood);
                        insert into fleeting values (1, 'sad');
                        drop table fleeting;
                        drop type fleeting_mood;
                        commit
                        """);

        // Then
        assertThat(changes).extracting(Rows::after).containsExactly(row("1", "sad"));
        assertThat(names(changes.getFirst())).containsExactly("id", "m");
        assertThat(types(changes.getFirst())).containsExactly("int4", "fleeting_mood");
        assertThat(primaryKey(changes.getFirst())).containsExactly("id");
    }

    @Test
    void aTruncationNamesEachTable() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table parent (id int primary key)",
                        "create table child (id int references parent)",
                        "begin; insert into parent values (1); truncate parent cascade;"
                                + " insert into parent values (2); commit");

        // Then
        assertThat(changes)
                .extracting(Rows::what)
                .containsExactlyInAnyOrder(
                        "insert parent", "truncate parent", "truncate child", "insert parent");
        assertThat(changes)
                .extracting(event -> event.position().ordinal())
                .containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void aPreparedTransactionIsToldWhenItIsCommitted() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table prepared (id int primary key)",
                        "begin; insert into prepared values (1); prepare transaction 'kept'",
                        "begin; insert into prepared values (2); prepare transaction 'dropped'",
                        "insert into prepared values (3)",
                        "commit prepared 'kept'",
                        "rollback prepared 'dropped'");

        // Then
        assertThat(changes).extracting(Rows::after).containsExactly(row("3"), row("1"));
        assertThat(changes.getLast().committedAt())
                .isAfterOrEqualTo(changes.getFirst().committedAt());
    }
}
