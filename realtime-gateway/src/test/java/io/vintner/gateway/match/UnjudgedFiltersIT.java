package io.vintner.gateway.match;

import static io.vintner.gateway.match.TestAudience.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vintner.change.ChangeEvent;
import io.vintner.gateway.database.TestDatabase;
import io.vintner.gateway.token.Claims;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters that cannot be judged: a value is not there, PostgreSQL is not, or it takes too long. */
class UnjudgedFiltersIT {

    private static final String ADA = "a0000000-0000-4000-8000-00000000000a";
    private static final String BOB = "b0000000-0000-4000-8000-00000000000b";
    private static final String MISSING =
            "Error 422: Unprocessable, the filter needs a value that the change does not carry";
    private static final String TOO_SLOW =
            "Error 422: Unprocessable, the filter takes too long to evaluate";

    /** Looks ahead to the end from every place: the square of the text's length. */
    private static final String HOSTILE = "a(?=.*b)";

    private static TestDatabase database;
    private static TestAudience audience;

    @BeforeAll
    static void start() {
        database = new TestDatabase();
        database.run(
                """
                create table docs (id int primary key, owner uuid, n int, body text, address inet);
                alter table docs enable row level security;
                create policy own on docs using (owner = auth.uid());
                create table sums (id int primary key, a int,
                  twice int generated always as (a * 2) stored);
                create table changing (id int primary key, name text, note text);
                create table sparse (id int primary key, name text, note text);
                grant select on all tables in schema public to authenticated, service_role;
                alter publication supabase_realtime add table docs, sums, changing;
                """);
        audience = new TestAudience(database);
    }

    @AfterEach
    void clean() {
        audience.unsubscribeAll();
    }

    @AfterAll
    static void stop() {
        audience.close();
        database.close();
    }

    private static ChangeEvent updated(String... texts) {
        return audience.updated(database.shape("docs"), row("1", "?", "?", "?", "?"), row(texts));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "body=is.null", "body=not.is.null", "body=isdistinct.x", "body=not.isdistinct.x",
                "body=neq.x", "body=not.eq.x", "body=in.(x,y)", "body=not.in.(x,null)",
                "body=like.x%", "body=not.ilike.x", "body=match.x", "body=not.imatch.[[:alpha:]]",
                "n=eq.1,body=eq.x"
            })
    void aValueThatIsNotThereIsNeverTakenForNull(String filter) {
        // Given
        Subscription ada = audience.subscribe("docs", filter, TestAudience.user(ADA));
        Subscription bob = audience.subscribe("docs", filter, TestAudience.user(BOB));

        // When
        ChangeEvent update = updated("1", ADA, "1", "?", null);

        // Then
        assertThat(audience.told(update, ada).getFirst())
                .contains(MISSING)
                .contains("\"record\":{},\"old_record\":{}");
        assertThat(audience.told(update, bob)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"address=is.null", "address=gt.::1", "address=not.eq.::1"})
    void norIsAValueThatOnlyPostgresCouldCompare(String filter) {
        // Given
        Subscription ada = audience.subscribe("docs", filter, TestAudience.user(ADA));

        // When, Then
        assertThat(audience.told(updated("1", ADA, "1", "x", "?"), ada).getFirst())
                .contains(MISSING);
    }

    @Test
    void whatIsDecidedWithoutTheMissingValueIsDecided() {
        // Given
        Subscription other = audience.subscribe("docs", "n=eq.2,body=eq.x", TestAudience.user(ADA));

        // When, Then
        assertThat(audience.told(updated("1", ADA, "1", "?", null), other)).isEmpty();
    }

    @Test
    void aDeleteThatLacksTheFiltersValueIsToldToNobodyAsUpstream() {
        // Given
        Subscription some = audience.subscribe("docs", "body=is.null", TestAudience.user(ADA));
        Subscription asked = audience.subscribe("docs", "address=gt.::1", TestAudience.user(ADA));
        ChangeEvent delete = audience.deleted(database.shape("docs"), row("1", "?", "?", "?", "?"));

        // When, Then
        assertThat(audience.told(delete, some)).isEmpty();
        assertThat(audience.told(delete, asked)).isEmpty();
    }

    @Test
    void aColumnThatIsNeverSentCannotBeFilteredOn() {
        // Given
        ChangesRequest generated = new ChangesRequest("*", "public", "sums", "twice=eq.2", null);

        // When, Then
        assertThat(audience.refusal(generated, TestAudience.user(ADA)))
                .endsWith(
                        "ERROR P0001 (raise_exception) column twice cannot be filtered on:"
                                + " PostgreSQL does not publish it");
    }

    @Test
    void aColumnOutsideThePublicationsListCannotBeFilteredOn() {
        // Given
        assumeTrue(database.isAtLeast(15), "column lists came with 15");
        database.run("alter publication supabase_realtime add table sparse (id, name)");
        audience.catalog.refresh();
        ChangesRequest outside = new ChangesRequest("*", "public", "sparse", "note=eq.x", null);
        ChangesRequest inside = new ChangesRequest("*", "public", "sparse", "name=eq.x", null);

        // When, Then
        assertThat(audience.refusal(outside, TestAudience.user(ADA)))
                .endsWith("column note cannot be filtered on: PostgreSQL does not publish it");
        assertThat(audience.subscribe(inside, TestAudience.user(ADA))).isNotNull();
    }

    @Test
    void aFilterThatDoesNotFitItsTableAnyMoreIsToldAsAnError() {
        // Given
        Subscription some = audience.subscribe("changing", "note=eq.x", TestAudience.user(ADA));
        database.run("alter table changing drop column note");
        audience.catalog.refresh();
        ChangeEvent insert = audience.inserted(database.shape("changing"), row("1", "a"));

        // When, Then
        assertThat(audience.told(insert, some).getFirst())
                .contains("Error 422: Unprocessable, the filter does not fit the table any more")
                .contains("\"record\":{}");
    }

    @Test
    void aHostilePatternIsGivenUpAndHarmsNobodyElse() {
        // Given
        Claims ada = TestAudience.user(ADA);
        Subscription hostile = audience.subscribe("docs", "body=match." + HOSTILE, ada);
        Subscription asked = audience.subscribe("docs", "address=gt.10.0.0.1", ada);
        Subscription regex = audience.subscribe("docs", "body=match.^[[:lower:]]", ada);
        ChangeEvent update = updated("1", ADA, "1", "a".repeat(500_000), "10.0.0.2");

        // When
        long before = System.nanoTime();
        Map<Subscription, String> first = told(update);
        Duration firstTook = Duration.ofNanos(System.nanoTime() - before);
        before = System.nanoTime();
        Map<Subscription, String> second = told(update);
        Duration secondTook = Duration.ofNanos(System.nanoTime() - before);

        // Then
        assertThat(first.get(hostile)).contains(TOO_SLOW);
        assertThat(first.get(asked)).contains("\"address\":\"10.0.0.2\"");
        assertThat(first.get(regex)).contains("\"address\":\"10.0.0.2\"");
        assertThat(second.get(hostile)).contains(TOO_SLOW);
        assertThat(second.get(regex)).contains("\"address\":\"10.0.0.2\"");
        assertThat(firstTook).isLessThan(Duration.ofSeconds(5));
        assertThat(secondTook).isLessThan(firstTook);
    }

    private static Map<Subscription, String> told(ChangeEvent event) {
        return audience.audience.hear(List.of(event)).stream()
                .flatMap(delivery ->
                        delivery.subscriptions().stream()
                                .map(one ->
                                        Map.entry(
                                                one,
                                                new String(
                                                        delivery.data(),
                                                        java.nio.charset.StandardCharsets.UTF_8))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "body=like.%s | too long a pattern for `like` filter. Maximum 1000 characters",
                "body=match.%s | too long a pattern for `match` filter. Maximum 1000 characters",
            })
    void patternsHaveALengthThatIsEnough(String filter, String complaint) {
        // Given
        ChangesRequest long1 =
                new ChangesRequest("*", "public", "docs", filter.formatted("a".repeat(1001)), null);

        // When, Then
        assertThat(audience.refusal(long1, TestAudience.user(ADA))).endsWith(complaint);
    }

    @Test
    void whilePostgresIsAwayWhatItMustJudgeIsAnErrorAfterTheDeadline() {
        // Given
        try (TestDatabase mortal = new TestDatabase()) {
            mortal.run(
                    """
                    create table nets (id int primary key, net inet);
                    grant select on nets to service_role;
                    alter publication supabase_realtime add table nets;
                    """);
            try (TestAudience left =
                    new TestAudience(
                            mortal, Map.of(), Map.of("vintner.gateway.filter.deadline", "300ms"))) {
                Subscription asked =
                        left.subscribe(
                                "nets",
                                "net=gt.10.0.0.1",
                                TestAudience.claims("service_role", null, ""));
                ChangeEvent insert = left.inserted(mortal.shape("nets"), row("1", "10.0.0.2"));
                assertThat(left.told(insert, asked).getFirst()).contains("10.0.0.2");

                // When
                mortal.postgres().kill();
                List<String> told = left.told(insert, asked);
                mortal.postgres().start();

                // Then
                assertThat(told.getFirst())
                        .contains(
                                "Error 503: Service Unavailable, the filter could not be"
                                        + " evaluated");
                assertThat(left.told(insert, asked)).isNotEmpty();
            }
        }
    }
}
