package io.vintner.gateway.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.change.ChangeEvent;
import io.vintner.change.Row;
import io.vintner.change.Table;
import io.vintner.gateway.catalog.Catalog;
import io.vintner.gateway.database.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an absent PostgreSQL means for those whose policies it must judge, and for the others. */
class PostgresAwayIT {

    private static final String ADA = "a0000000-0000-4000-8000-00000000000a";

    private static TestDatabase database;
    private static Table docs;
    private static Table notes;
    private static Row doc;
    private static Row note;

    private TestAudience audience;

    @BeforeAll
    static void start() {
        database = new TestDatabase();
        database.run(
                """
                create table docs (id int primary key, team text);
                alter table docs enable row level security;
                create policy asked on docs using (length(team) = 3);
                create table notes (id int primary key, owner uuid);
                alter table notes enable row level security;
                create policy compiled on notes using (owner = auth.uid());
                grant select on docs, notes to authenticated;
                alter publication supabase_realtime add table docs, notes;
                insert into docs values (1, 'red');
                insert into notes values (1, '%s');
                """
                        .formatted(ADA));
        docs = database.shape("docs");
        notes = database.shape("notes");
        doc = database.rows(docs).getFirst();
        note = database.rows(notes).getFirst();
    }

    @AfterEach
    void stopAudience() {
        audience.close();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    private static TestAudience audience(String deadline) {
        return new TestAudience(database, Map.of("vintner.gateway.policy.deadline", deadline));
    }

    @Test
    void changesWaitForAPostgresThatComesBack() throws Exception {
        // Given
        audience = audience("60s");
        Subscription ada = audience.subscribe("docs", null, TestAudience.user(ADA));
        ChangeEvent event = audience.inserted(docs, doc);
        assertThat(audience.told(event, ada)).hasSize(1);
        database.postgres().kill();

        // When
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<List<String>> told =
                    CompletableFuture.supplyAsync(() -> audience.told(event, ada), threads);
            database.postgres().start();

            // Then
            assertThat(told.get(60, TimeUnit.SECONDS))
                    .singleElement()
                    .asString()
                    .contains("\"record\":{\"id\":1,");
        }
    }

    @Test
    void aPostgresThatStaysAwayGivesAnErrorAfterTheDeadlineAndOnlyWhereItIsNeeded() {
        // Given
        audience = audience("1s");
        Catalog known = audience.catalog.current();
        Subscription asked = audience.subscribe("docs", null, TestAudience.user(ADA));
        Subscription compiled = audience.subscribe("notes", null, TestAudience.user(ADA));
        database.postgres().kill();
        await().atMost(Duration.ofSeconds(20)).until(() -> !audience.catalog.isReachable());

        // When
        List<Delivery> deliveries =
                audience.audience.hear(
                        List.of(audience.inserted(docs, doc), audience.inserted(notes, note)));

        // Then
        assertThat(deliveries).hasSize(2);
        assertThat(deliveries.get(0).subscriptions()).containsExactly(asked);
        assertThat(new String(deliveries.get(0).data(), StandardCharsets.UTF_8))
                .contains("\"record\":{}")
                .contains("Error 503: Service Unavailable");
        assertThat(deliveries.get(1).subscriptions()).containsExactly(compiled);
        assertThat(new String(deliveries.get(1).data(), StandardCharsets.UTF_8))
                .contains("\"record\":{\"id\":1,");
        assertThat(audience.catalog.current()).isSameAs(known);
        database.postgres().start();
        await().atMost(Duration.ofSeconds(30)).until(audience.catalog::isReachable);
        assertThat(audience.told(audience.inserted(docs, doc), asked))
                .singleElement()
                .asString()
                .contains("\"errors\":null");
    }

    @Test
    void aTableThatOnlyAnAbsentPostgresCouldKnowIsNotCalledUnknown() {
        // Given
        audience = audience("1s");
        ChangesRequest unheardOf = new ChangesRequest("*", "public", "unheard_of", null, null);
        audience.subscribe("notes", null, TestAudience.user(ADA));
        database.postgres().kill();
        await().atMost(Duration.ofSeconds(20)).until(() -> !audience.catalog.isReachable());

        // When
        SubscribeOutcome away = audience.audience.subscribe(unheardOf, TestAudience.user(ADA));
        database.postgres().start();
        await().atMost(Duration.ofSeconds(30)).until(audience.catalog::isReachable);
        SubscribeOutcome back = audience.audience.subscribe(unheardOf, TestAudience.user(ADA));

        // Then
        assertThat(away).isInstanceOf(SubscribeOutcome.Unavailable.class);
        assertThat(back).isInstanceOf(SubscribeOutcome.Refused.class);
    }
}
