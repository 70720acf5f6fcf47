package io.vintner.trellis.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Guards what the relay, the gateway and every realtime client rely on in the schema. */
class SchemaIT {

    private static final String PUBLISHED =
            "('vineyards', 'vines', 'provision_jobs', 'provision_job_logs', 'workers')";

    /** The schema {@code vintner}: owner, privileges, tables, columns, constraints, indexes. */
    private static final String KEPT_BY_THE_GATEWAY =
            """
            select 'schema ' || nspowner::regrole || ' ' || nspacl::text from pg_namespace
            where nspname = 'vintner'
            union all
            select 'table ' || relname || ' ' || relpersistence::text || ' ' || relowner::regrole || ' '
              || relacl::text
            from pg_class where relnamespace = 'vintner'::regnamespace and relkind = 'r'
            union all
            select 'column ' || c.relname || '.' || attname || ' '
              || format_type(atttypid, atttypmod) || ' ' || attnotnull || ' ' || attidentity::text || ' '
              || coalesce(pg_get_expr(adbin, adrelid), '')
            from pg_attribute a join pg_class c on c.oid = a.attrelid
            left join pg_attrdef on adrelid = attrelid and adnum = attnum
            where relnamespace = 'vintner'::regnamespace and relkind = 'r' and attnum > 0
            union all
            select 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
            where connamespace = 'vintner'::regnamespace
            union all
            select 'index ' || indexdef from pg_indexes where schemaname = 'vintner'
            order by 1
            """;

    private static LocalPostgres postgres;

    @BeforeAll
    static void migrate() {
        postgres = LocalPostgres.startTemporary();
        Flyway.configure()
                .dataSource(postgres.jdbcUrl(), "vintner_owner", "vintner_owner")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void thePublicationHoldsExactlyTheFiveTables() throws SQLException {
        assertThat(
                        rows(
                                """
                                select schemaname || '.' || tablename from pg_publication_tables
                                where pubname = 'supabase_realtime' order by 1
                                """))
                .containsExactly(
                        "public.provision_job_logs",
                        "public.provision_jobs",
                        "public.vines",
                        "public.vineyards",
                        "public.workers");
    }

    @Test
    void whatTheGatewayKeepsIsTheSameAsItsOwnScriptMakes() throws SQLException, IOException {
        // Given
        List<String> migrated = rows(KEPT_BY_THE_GATEWAY);
        Path script = Path.of("../realtime-gateway/src/main/resources/gateway.sql");

        // When
        try (Connection owner = postgres.connect("vintner_owner", "vintner_owner");
                Statement statement = owner.createStatement()) {
            statement.execute("drop schema vintner cascade");
            statement.execute(Files.readString(script));
            statement.execute(Files.readString(script));
        }

        // Then
        assertThat(rows(KEPT_BY_THE_GATEWAY)).isEqualTo(migrated);
        assertThat(migrated)
                .anyMatch(line -> line.startsWith("table revocations"))
                .noneMatch(line -> line.contains("anon="));
    }

    @Test
    void everyPublishedTableHasRowLevelSecurityAndOnePolicyOfUsers() throws SQLException {
        assertThat(
                        rows(
                                """
                                select c.relname || ' ' || c.relrowsecurity || ' '
                                  || pg_get_expr(p.polqual, p.polrelid)
                                from pg_class c left join pg_policy p on p.polrelid = c.oid
                                  and p.polroles = array['authenticated'::regrole::oid]
                                where c.relname in %s order by 1
                                """
                                        .formatted(PUBLISHED)))
                .containsExactly(
                        "provision_job_logs true (user_id = ( SELECT auth.uid() AS uid))",
                        "provision_jobs true (user_id = ( SELECT auth.uid() AS uid))",
                        "vines true (user_id = ( SELECT auth.uid() AS uid))",
                        "vineyards true (user_id = ( SELECT auth.uid() AS uid))",
                        "workers true ((user_id IS NULL) OR (user_id = ( SELECT auth.uid() AS"
                                + " uid)))");
    }

    @Test
    void identitiesCarryTheKeyAndTheOwner() throws SQLException {
        assertThat(
                        rows(
                                """
                                select c.relname || ' ' || c.relreplident::text || ' ' || coalesce(
                                  (select string_agg(a.attname || ':' || a.attnotnull, ','
                                      order by k.position)
                                    || ' ' || i.indisunique || ' ' || (i.indpred is null)
                                    || ' ' || i.indimmediate
                                   from pg_index i
                                   cross join unnest(i.indkey) with ordinality k (attnum, position)
                                   join pg_attribute a
                                     on a.attrelid = i.indrelid and a.attnum = k.attnum
                                   where i.indrelid = c.oid and i.indisreplident
                                   group by i.indisunique, i.indpred, i.indimmediate), '')
                                from pg_class c where c.relname in %s and c.relkind = 'r' order by 1
                                """
                                        .formatted(PUBLISHED)))
                .containsExactly(
                        "provision_job_logs i id:true,user_id:true true true true",
                        "provision_jobs i id:true,user_id:true true true true",
                        "vines i id:true,user_id:true true true true",
                        "vineyards i id:true,user_id:true true true true",
                        "workers f ");
    }

    @Test
    void theOwnerOfEveryPublishedRowIsIndexed() throws SQLException {
        assertThat(
                        rows(
                                """
                                select distinct c.relname from pg_class c
                                join pg_index i on i.indrelid = c.oid and i.indpred is null
                                join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
                                where a.attname = 'user_id' and c.relname in %s order by 1
                                """
                                        .formatted(PUBLISHED)))
                .containsExactly(
                        "provision_job_logs", "provision_jobs", "vines", "vineyards", "workers");
    }

    @Test
    void anonMayNothing() throws SQLException {
        assertThat(
                        rows(
                                """
                                select c.relname from pg_class c
                                join pg_namespace n on n.oid = c.relnamespace
                                where n.nspname = 'public' and c.relkind in ('r', 'v')
                                and has_table_privilege('anon', c.oid,
                                  'select, insert, update, delete, truncate, references, trigger')
                                """))
                .isEmpty();
    }

    @Test
    void signedInUsersMayOnlyReadAndOnlyTheFiveTables() throws SQLException {
        assertThat(
                        rows(
                                """
                                select c.relname || has_table_privilege('authenticated', c.oid,
                                  'insert, update, delete, truncate') from pg_class c
                                join pg_namespace n on n.oid = c.relnamespace
                                where n.nspname = 'public' and c.relkind in ('r', 'v')
                                and has_table_privilege('authenticated', c.oid,
                                  'select, insert, update, delete, truncate') order by 1
                                """))
                .containsExactly(
                        "provision_job_logsfalse",
                        "provision_jobsfalse",
                        "vinesfalse",
                        "vineyardsfalse",
                        "workersfalse");
    }

    @Test
    void everyUpdateRaisesTheVersionByOne() throws SQLException {
        // Given
        run("insert into vineyards (user_id, name) values (gen_random_uuid(), 'raised')");

        // When
        run("update vineyards set description = 'x', version = 40 where name = 'raised'");

        // Then
        assertThat(rows("select version::text from vineyards where name = 'raised'"))
                .containsExactly("2");
    }

    @Test
    void aSecondMutatingJobOfAVineCannotBeWithATendril() throws SQLException {
        // Given
        vineOfVineyard("busy", "ACTIVE");
        String claimed =
                """
                insert into provision_jobs
                  (user_id, vine_id, vineyard_id, job_type, status, config_hash)
                select user_id, id, vineyard_id, '%s', '%s', '' from vines
                where project_name = 'busy'
                """;
        run(claimed.formatted("DEPLOY", "CLAIMED"));

        // Then
        assertThatThrownBy(() -> run(claimed.formatted("DESTROY", "PROCESSING")))
                .hasMessageContaining("provision_jobs_one_mutating");
    }

    @Test
    void aVineThatTerraformIsChangingIsNotDeletedEvenWithItsVineyard() throws SQLException {
        // Given
        vineOfVineyard("changing", "PROVISIONING");

        // Then
        assertThatThrownBy(() -> run("delete from vineyards where name = 'changing'"))
                .extracting(failure -> ((SQLException) failure).getSQLState())
                .isEqualTo("VN001");
    }

    @Test
    void aLogRowBelongsToItsJobsOwner() throws SQLException {
        // Given
        vineOfVineyard("logged", "ACTIVE");
        run(
                """
                insert into provision_jobs (user_id, vine_id, vineyard_id, job_type, config_hash)
                select user_id, id, vineyard_id, 'PLAN', '' from vines
                where project_name = 'logged'
                """);

        // Then
        assertThatThrownBy(() ->
                        run(
                                """
                                insert into provision_job_logs
                                  (job_id, user_id, attempt, seq, stream_type, log_chunk)
                                select id, gen_random_uuid(), 1, 1, 'STDOUT', 'x'
                                from provision_jobs
                                """))
                .hasMessageContaining("provision_job_logs_of_own_job");
    }

    private static void vineOfVineyard(String name, String status) throws SQLException {
        run(
                """
                with yard as (insert into vineyards (user_id, name)
                  values (gen_random_uuid(), '%1$s') returning id, user_id)
                insert into vines
                  (user_id, vineyard_id, project_name, environment_stage, region, status)
                select user_id, id, '%1$s', 'staging', 'local', '%2$s' from yard
                """
                        .formatted(name, status));
    }

    private static void run(String sql) throws SQLException {
        try (Connection superuser = postgres.connect();
                var statement = superuser.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> rows(String sql) throws SQLException {
        try (Connection superuser = postgres.connect();
                var statement = superuser.createStatement();
                var rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
