package io.vintner.relay.replication;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Whether the database is set up so that the relay can stream; if not, what must be done. */
final class DatabaseReadiness {

    private static final int OLDEST_VERSION = 140000;

    private final Connection sql;

    DatabaseReadiness(Connection sql) {
        this.sql = sql;
    }

    /**
     * What matters of the database's set-up.
     *
     * @param version as in {@code server_version_num}
     * @param user whom the relay is
     */
    record SetUp(
            int version,
            String walLevel,
            boolean standby,
            boolean mayReplicate,
            String user,
            boolean published) {

        /**
         * Checks it.
         *
         * @throws NotReadyException naming the first thing that is missing, in one sentence
         */
        void require(String publication) throws NotReadyException {
            met(version >= OLDEST_VERSION, "the database is older than PostgreSQL 14: upgrade it");
            met(
                    !standby,
                    "the database is a standby: set vintner.relay.database.url to the primary");
            met(
                    walLevel.equals("logical"),
                    ("wal_level of the database is '%s': run \"alter system set wal_level ="
                                    + " 'logical'\" and restart it")
                            .formatted(walLevel));
            met(
                    mayReplicate,
                    "role %1$s may not replicate: run \"alter role %1$s replication\""
                            .formatted(user));
            met(
                    published,
                    ("publication %1$s is missing: as the schema's owner run \"create publication"
                                    + " %1$s for table …\" with the tables to relay")
                            .formatted(publication));
        }
    }

    void require(String publication) throws SQLException, NotReadyException {
        requireCatalogs();
        setUp(publication).require(publication);
    }

    /** They are everybody's, unless somebody has taken that right away. */
    private void requireCatalogs() throws SQLException, NotReadyException {
        String query =
                """
                select string_agg('pg_catalog.' || name, ', ' order by name), current_user
                  from unnest(array['pg_attribute', 'pg_class', 'pg_index', 'pg_inherits',
                                    'pg_locks', 'pg_namespace', 'pg_policy', 'pg_publication',
                                    'pg_publication_rel', 'pg_replication_slots', 'pg_roles',
                                    'pg_settings', 'pg_stat_replication_slots', 'pg_type']) name
                 where not has_table_privilege('pg_catalog.' || name, 'select')
                """;
        try (PreparedStatement statement = sql.prepareStatement(query);
                ResultSet row = statement.executeQuery()) {
            row.next();
            String unreadable = row.getString(1);
            met(
                    unreadable == null,
                    "role %2$s may not read the catalog: run \"grant select on %1$s to %2$s\""
                            .formatted(unreadable, row.getString(2)));
        }
    }

    private SetUp setUp(String publication) throws SQLException {
        String query =
                """
                select current_setting('server_version_num')::int,
                       current_setting('wal_level'),
                       pg_is_in_recovery(),
                       (select rolreplication or rolsuper from pg_roles where rolname = current_user),
                       current_user,
                       exists (select from pg_publication where pubname = ?)
                """;
        try (PreparedStatement statement = sql.prepareStatement(query)) {
            statement.setString(1, publication);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new SetUp(
                        row.getInt(1),
                        row.getString(2),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        row.getString(5),
                        row.getBoolean(6));
            }
        }
    }

    private static void met(boolean met, String advice) throws NotReadyException {
        if (!met) {
            throw new NotReadyException(advice);
        }
    }
}
