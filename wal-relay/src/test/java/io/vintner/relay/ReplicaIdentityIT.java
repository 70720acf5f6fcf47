package io.vintner.relay;

import static io.vintner.relay.Rows.ABSENT;
import static io.vintner.relay.Rows.LARGE;
import static io.vintner.relay.Rows.after;
import static io.vintner.relay.Rows.before;
import static io.vintner.relay.Rows.identity;
import static io.vintner.relay.Rows.primaryKey;
import static io.vintner.relay.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ColumnValue;
import io.vintner.change.Table.ReplicaIdentity;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The old row, the columns that name a row, and the values that PostgreSQL leaves out. */
class ReplicaIdentityIT {

    /** Large enough to be stored out of line as it is, small enough for an index. */
    private static final String LARGE_KEY = "repeat(md5('k'), 75)";

    @RegisterExtension static final RelayedDatabase DATABASE = RelayedDatabase.withEveryTable();

    @Test
    void underTheDefaultTheOldRowIsThePrimaryKey() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table by_default (id int primary key, name text, large text)",
                        "insert into by_default values (1, 'a', " + LARGE + ")",
                        "update by_default set name = 'b'",
                        "update by_default set id = 2",
                        "delete from by_default");

        // Then
        assertThat(changes).hasSize(4);
        assertThat(changes.getFirst().table().identity()).isEqualTo(ReplicaIdentity.DEFAULT);
        assertThat(before(changes.get(1))).isEqualTo(row("1", ABSENT, ABSENT));
        assertThat(after(changes.get(1))).isEqualTo(row("1", "b", ABSENT));
        assertThat(before(changes.get(2))).isEqualTo(row("1", ABSENT, ABSENT));
        assertThat(after(changes.get(2))).isEqualTo(row("2", "b", ABSENT));
        assertThat(before(changes.get(3))).isEqualTo(row("2", ABSENT, ABSENT));
    }

    @Test
    void underAnIndexTheOldRowIsTheIndexAndThePrimaryKeyIsTheCatalogs() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table by_index (id int primary key, owner int not null, name text)",
                        "create unique index by_index_owner on by_index (owner, id)",
                        "alter table by_index replica identity using index by_index_owner",
                        "insert into by_index values (1, 7, 'a')",
                        "update by_index set name = 'b'",
                        "update by_index set owner = 8",
                        "delete from by_index");

        // Then
        ChangeEvent inserted = changes.getFirst();
        assertThat(inserted.table().identity()).isEqualTo(ReplicaIdentity.INDEX);
        assertThat(primaryKey(inserted)).containsExactly("id");
        assertThat(identity(inserted)).containsExactly("id", "owner");
        assertThat(before(changes.get(1))).isEqualTo(row("1", "7", ABSENT));
        assertThat(before(changes.get(2))).isEqualTo(row("1", "7", ABSENT));
        assertThat(before(changes.get(3))).isEqualTo(row("1", "8", ABSENT));
    }

    @Test
    void underFullTheOldRowIsWholeAndFillsLargeValues() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table by_full (id int primary key, name text, large text)",
                        "alter table by_full replica identity full",
                        "insert into by_full values (1, null, " + LARGE + ")",
                        "update by_full set name = 'b'",
                        "delete from by_full");

        // Then
        ColumnValue large = after(changes.getFirst()).value(2);
        assertThat(large).isInstanceOf(ColumnValue.Present.class);
        assertThat(changes.getFirst().table().identity()).isEqualTo(ReplicaIdentity.FULL);
        assertThat(primaryKey(changes.getFirst())).containsExactly("id");
        assertThat(identity(changes.getFirst())).containsExactly("id", "name", "large");
        assertThat(before(changes.get(1)).values())
                .containsExactly(new ColumnValue.Present("1"), ColumnValue.NULL, large);
        assertThat(after(changes.get(1)).values())
                .containsExactly(new ColumnValue.Present("1"), new ColumnValue.Present("b"), large);
        assertThat(before(changes.get(2))).isEqualTo(after(changes.get(1)));
    }

    @Test
    void aLargeKeyThatAnUpdateLeavesAloneIsInBothRows() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table large_key (k text primary key, n int)",
                        "alter table large_key alter k set storage external",
                        "insert into large_key values (" + LARGE_KEY + ", 1)",
                        "update large_key set n = 2");

        // Then
        ColumnValue key = after(changes.getFirst()).value(0);
        assertThat(before(changes.get(1)).values()).containsExactly(key, ColumnValue.ABSENT);
        assertThat(after(changes.get(1)).values())
                .containsExactly(key, new ColumnValue.Present("2"));
    }

    @Test
    void withoutAnIdentityThePrimaryKeyIsKnownAllTheSame() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table by_nothing (id int primary key, name text)",
                        "alter table by_nothing replica identity nothing",
                        "insert into by_nothing values (1, 'a')");

        // Then
        ChangeEvent inserted = changes.getFirst();
        assertThat(inserted.table().identity()).isEqualTo(ReplicaIdentity.NOTHING);
        assertThat(primaryKey(inserted)).containsExactly("id");
        assertThat(identity(inserted)).isEmpty();
        assertThat(after(inserted)).isEqualTo(row("1", "a"));
    }

    @Test
    void aDeferrablePrimaryKeyIsNoIdentityButThePrimaryKey() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table deferred (id int primary key deferrable, name text)",
                        "insert into deferred values (1, 'a')",
                        "alter table deferred replica identity full",
                        "update deferred set name = 'b'");

        // Then
        assertThat(changes.getFirst().table().identity()).isEqualTo(ReplicaIdentity.DEFAULT);
        assertThat(identity(changes.getFirst())).isEmpty();
        assertThat(primaryKey(changes.getFirst())).containsExactly("id");
        assertThat(primaryKey(changes.getLast())).containsExactly("id");
        assertThat(before(changes.getLast())).isEqualTo(row("1", "a"));
    }

    @Test
    void columnsThatAKeyOnlyIncludesAreNotOfIt() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        """
                        create table including (
                          c int, b int, a int, primary key (b, c) include (a))
                        """,
                        "insert into including values (3, 2, 1)",
                        "alter table including replica identity full",
                        "insert into including values (33, 22, 11)");

        // Then
        assertThat(primaryKey(changes.getFirst())).containsExactly("c", "b");
        assertThat(identity(changes.getFirst())).containsExactly("c", "b");
        assertThat(primaryKey(changes.getLast())).containsExactly("c", "b");
    }

    @Test
    void aTableWithoutAPrimaryKeyHasNone() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create table keyless (n int, name text)",
                        "insert into keyless values (1, 'a')",
                        "alter table keyless replica identity full",
                        "update keyless set name = 'b'",
                        "delete from keyless");

        // Then
        assertThat(changes).allSatisfy(change -> assertThat(primaryKey(change)).isEmpty());
        assertThat(identity(changes.getFirst())).isEmpty();
        assertThat(before(changes.get(1))).isEqualTo(row("1", "a"));
        assertThat(before(changes.get(2))).isEqualTo(row("1", "b"));
    }
}
