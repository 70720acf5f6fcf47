package io.vintner.gateway.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.Row;
import io.vintner.change.Table;
import io.vintner.gateway.database.TestDatabase;
import io.vintner.gateway.token.Claims;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The product's own kind of table: rows with an owner, judged without asking PostgreSQL. */
class OwnRowsIT {

    private static final String ADA = "a0000000-0000-4000-8000-00000000000a";
    private static final String BOB = "b0000000-0000-4000-8000-00000000000b";

    private static TestDatabase database;
    private static TestAudience audience;
    private static Table jobs;

    @BeforeAll
    static void start() {
        database = new TestDatabase();
        database.run(
                """
                create table jobs (id bigint primary key, user_id uuid not null, status text,
                  unique (id, user_id));
                alter table jobs replica identity using index jobs_id_user_id_key;
                alter table jobs enable row level security;
                create policy own on jobs to authenticated
                  using (user_id = (select auth.uid()));
                grant select on jobs to authenticated, service_role;
                alter publication supabase_realtime add table jobs;
                insert into jobs values
                  (1, '%s', 'QUEUED'), (2, '%s', 'QUEUED'), (3, '%s', 'CLAIMED');
                """
                        .formatted(ADA, BOB, ADA));
        audience = new TestAudience(database);
        jobs = database.shape("jobs");
    }

    @AfterAll
    static void stop() {
        audience.close();
        database.close();
    }

    @Test
    void aUserWithoutAnyFilterHearsOfOwnRowsOnly() {
        // Given
        Claims ada = TestAudience.user(ADA);
        Subscription all = audience.subscribe("jobs", null, ada);
        List<Row> rows = database.rows(jobs);

        // When
        List<String> first = audience.told(audience.inserted(jobs, rows.get(0)), all);
        List<String> second = audience.told(audience.inserted(jobs, rows.get(1)), all);

        // Then
        assertThat(first)
                .containsExactly(
                        """
                        {"type":"INSERT","schema":"public","table":"jobs",\
                        "commit_timestamp":"2026-11-22T10:00:00.123Z",\
                        "columns":[{"name":"id","type":"int8"},{"name":"user_id","type":"uuid"},\
                        {"name":"status","type":"text"}],\
                        "record":{"id":1,"user_id":"%s","status":"QUEUED"},"errors":null}\
                        """
                                .formatted(ADA));
        assertThat(second).isEmpty();
    }

    @Test
    void aFilterNarrowsWhatAUserMaySee() {
        // Given
        Subscription claimed =
                audience.subscribe("jobs", "status=eq.CLAIMED", TestAudience.user(ADA));
        Subscription foreign = audience.subscribe("jobs", "id=eq.2", TestAudience.user(ADA));
        List<Row> rows = database.rows(jobs);

        // When
        List<String> queued = audience.told(audience.inserted(jobs, rows.get(0)), claimed);
        List<String> third = audience.told(audience.inserted(jobs, rows.get(2)), claimed);
        List<String> bobs = audience.told(audience.inserted(jobs, rows.get(1)), foreign);

        // Then
        assertThat(queued).isEmpty();
        assertThat(third).hasSize(1);
        assertThat(bobs).isEmpty();
    }

    @Test
    void w9ADeleteIsJudgedOnTheOldRowWhereTheIdentityCoversThePolicy() {
        // Given
        Subscription ada = audience.subscribe("jobs", null, TestAudience.user(ADA));
        Subscription bob = audience.subscribe("jobs", null, TestAudience.user(BOB));
        Row gone = database.rows(jobs).get(0);

        // When
        List<String> adas = audience.told(audience.deleted(jobs, gone), ada);
        List<String> bobs = audience.told(audience.deleted(jobs, gone), bob);

        // Then
        assertThat(adas).hasSize(1);
        assertThat(adas.getFirst())
                .contains("\"old_record\":{\"id\":1,\"user_id\":\"" + ADA + "\"}")
                .doesNotContain("\"record\"");
        assertThat(bobs).isEmpty();
    }

    @Test
    void oldValuesOfARowThatWasSomebodyElsesAreNotShown() {
        // Given
        Subscription bob = audience.subscribe("jobs", null, TestAudience.user(BOB));
        Row adas = database.rows(jobs).get(0);
        Row bobs = database.rows(jobs).get(1);

        // When
        List<String> told = audience.told(audience.updated(jobs, adas, bobs), bob);

        // Then
        assertThat(told).hasSize(1);
        assertThat(told.getFirst()).contains("\"old_record\":{\"id\":1}").doesNotContain(ADA);
    }

    @Test
    void rolesWithoutAPolicySeeNothingAndTheServiceRoleSeesAll() {
        // Given
        database.run("grant select on jobs to anon");
        audience.catalog.refresh();
        Subscription anon = audience.subscribe("jobs", null, TestAudience.claims("anon", null, ""));
        Subscription service =
                audience.subscribe("jobs", null, TestAudience.claims("service_role", null, ""));
        Row row = database.rows(jobs).get(0);

        // When
        List<String> anons = audience.told(audience.inserted(jobs, row), anon);
        List<String> services = audience.told(audience.inserted(jobs, row), service);

        // Then
        assertThat(anons).isEmpty();
        assertThat(services).hasSize(1);
    }

    @Test
    void nothingComesAfterUnsubscribing() {
        // Given
        Subscription ada = audience.subscribe("jobs", null, TestAudience.user(ADA));
        Row row = database.rows(jobs).get(0);
        audience.audience.unsubscribe(ada);
        audience.audience.unsubscribe(ada);

        // When
        List<String> told = audience.told(audience.inserted(jobs, row), ada);

        // Then
        assertThat(told).isEmpty();
    }
}
