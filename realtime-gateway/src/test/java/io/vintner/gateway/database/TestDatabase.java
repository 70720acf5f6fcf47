package io.vintner.gateway.database;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vintner.change.ColumnValue;
import io.vintner.change.Row;
import io.vintner.change.Table;
import io.vintner.postgres.LocalPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A real PostgreSQL with the usual {@code auth} functions, and the gateway's way to it. */
public final class TestDatabase implements AutoCloseable {

    private final LocalPostgres postgres;
    private final Vertx vertx = Vertx.vertx();
    private final Connection superuser;

    public TestDatabase() {
        postgres = LocalPostgres.startTemporary();
        try {
            superuser = postgres.connect();
            postgres.addAuthFunctions();
            run("create publication supabase_realtime");
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    public LocalPostgres postgres() {
        return postgres;
    }

    public Connection superuser() {
        return superuser;
    }

    /** The gateway's connections. */
    public Database gateway() {
        return new Database(
                vertx,
                config(
                        DatabaseConfig.class,
                        Map.of(
                                "vintner.gateway.database.url",
                                postgres.url(),
                                "vintner.gateway.database.password",
                                "vintner_gateway")));
    }

    /** A mapping with some keys set and the others at their defaults. */
    public static <T> T config(Class<T> mapping, Map<String, String> keys) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(mapping)
                .withDefaultValues(keys)
                .build()
                .getConfigMapping(mapping);
    }

    /** Runs statements as the superuser. */
    public void run(String sql) {
        try (Statement statement = superuser.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    /** The first value of the answer, as text. */
    public String text(String sql) {
        try (Statement statement = superuser.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getString(1) : null;
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    /** Whether it is that version or a newer one. */
    public boolean isAtLeast(int version) {
        return Integer.parseInt(text("show server_version_num")) >= version * 10_000;
    }

    /**
     * The statements that make somebody a member of a role whose rights they have at once, or do
     * not have. Before 16 that is a property of the member, for all roles alike: there a role that
     * inherits nothing stands between them and a role whose rights they do not have.
     */
    public String membership(String role, String member, boolean inherited) {
        if (isAtLeast(16)) {
            return "grant %s to %s with inherit %b;".formatted(role, member, inherited);
        }
        String inherit = "alter role %s inherit;".formatted(member);
        return inherited
                ? inherit + "grant %s to %s;".formatted(role, member)
                : inherit
                        + "create role %1$s_apart nologin noinherit; grant %1$s to %1$s_apart;"
                                .formatted(role)
                        + "grant %s_apart to %s;".formatted(role, member);
    }

    /** The shape of a table of the schema public, as the relay would describe it. */
    public Table shape(String table) {
        List<Table.Column> columns = new ArrayList<>();
        String sql =
                """
                select a.attname, t.typname, a.atttypid,
                  coalesce((select a.attnum = any (i.indkey) from pg_index i
                    where i.indrelid = c.oid and i.indisprimary), false) as is_primary,
                  coalesce((select a.attnum = any (i.indkey) from pg_index i
                    where i.indrelid = c.oid and case c.relreplident
                      when 'd' then i.indisprimary when 'i' then i.indisreplident
                      else false end), false) or c.relreplident = 'f' as is_identity,
                  c.oid, c.relreplident
                from pg_class c join pg_attribute a on a.attrelid = c.oid
                join pg_type t on t.oid = a.atttypid
                where c.oid = 'public.%s'::regclass and a.attnum > 0 and not a.attisdropped
                order by a.attnum
                """
                        .formatted(table);
        long oid = 0;
        String identity = "";
        try (Statement statement = superuser.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                columns.add(
                        new Table.Column(
                                result.getString(1),
                                result.getString(2),
                                result.getLong(3),
                                result.getBoolean(4),
                                result.getBoolean(5)));
                oid = result.getLong(6);
                identity = result.getString(7);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return new Table(1, oid, "public", table, identity(identity), columns);
    }

    private static Table.ReplicaIdentity identity(String letter) {
        return switch (letter) {
            case "f" -> Table.ReplicaIdentity.FULL;
            case "i" -> Table.ReplicaIdentity.INDEX;
            case "n" -> Table.ReplicaIdentity.NOTHING;
            default -> Table.ReplicaIdentity.DEFAULT;
        };
    }

    /** All rows of a table as the stream would carry them, in the order of their first column. */
    public List<Row> rows(Table table) {
        String values =
                table.columns().stream()
                        .map(column -> '"' + column.name().replace("\"", "\"\"") + '"')
                        .map(TestDatabase::printed)
                        .collect(Collectors.joining(", "));
        List<Row> rows = new ArrayList<>();
        try (Statement statement = superuser.createStatement()) {
            statement.execute("set DateStyle = ISO; set TimeZone = UTC; set bytea_output = hex");
            try (ResultSet result =
                    statement.executeQuery(
                            "select "
                                    + values
                                    + " from public."
                                    + table.name()
                                    + " order by "
                                    + table.name()
                                    + "."
                                    + table.columns().getFirst().name())) {
                while (result.next()) {
                    List<ColumnValue> row = new ArrayList<>();
                    for (int index = 1; index <= table.columns().size(); index++) {
                        String text = result.getString(index);
                        row.add(text == null ? ColumnValue.NULL : new ColumnValue.Present(text));
                    }
                    rows.add(new Row(row));
                }
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return rows;
    }

    /** As the type's output function prints it; an array of nulls is not null. */
    private static String printed(String column) {
        return "case when num_nulls("
                + column
                + ") = 1 then null else format('%s', "
                + column
                + ") end";
    }

    @Override
    public void close() {
        try {
            superuser.close();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
        postgres.close();
    }
}
