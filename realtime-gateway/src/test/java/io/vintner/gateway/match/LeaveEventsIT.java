package io.vintner.gateway.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ColumnValue;
import io.vintner.change.Row;
import io.vintner.change.Table;
import io.vintner.gateway.database.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An update that takes a row away is told as a delete of its key, where that is asked for. */
class LeaveEventsIT {

    private static final String ADA = "a0000000-0000-4000-8000-00000000000a";
    private static final String BOB = "b0000000-0000-4000-8000-00000000000b";
    private static final String LEFT = "\"type\":\"DELETE\"";

    private static TestDatabase database;
    private static TestAudience audience;
    private Table docs;

    @BeforeAll
    static void start() {
        database = new TestDatabase();
        audience =
                new TestAudience(database, Map.of("vintner.gateway.policy.leave-events", "true"));
    }

    @AfterAll
    static void stop() {
        audience.close();
        database.close();
    }

    @BeforeEach
    void fresh() {
        audience.unsubscribeAll();
        database.run(
                """
                drop table if exists docs;
                create table docs (id int primary key, owner uuid, state text, price int);
                alter table docs replica identity full;
                alter table docs enable row level security;
                create policy own on docs to authenticated using (owner = auth.uid());
                grant select on docs to authenticated;
                alter publication supabase_realtime add table docs;
                """);
        audience.catalog.refresh();
        docs = database.shape("docs");
    }

    private static Row row(String owner, String state, String price) {
        return new Row(
                List.of(
                        new ColumnValue.Present("7"),
                        new ColumnValue.Present(owner),
                        new ColumnValue.Present(state),
                        new ColumnValue.Present(price)));
    }

    private ChangeEvent update(Row old, Row row) {
        return audience.updated(docs, old, row);
    }

    @Test
    void w8ARowThatLeavesTheFilterIsToldByItsKeyAlone() {
        // Given
        Subscription open = audience.subscribe("docs", "state=eq.open", TestAudience.user(ADA));

        // When
        List<String> told =
                audience.told(update(row(ADA, "open", "1"), row(ADA, "done", "2")), open);

        // Then
        assertThat(told)
                .singleElement()
                .asString()
                .contains(LEFT, "\"old_record\":{\"id\":7}")
                .doesNotContain("\"record\"", "done");
    }

    @Test
    void w8ARowThatLeavesSomebodysSightIsToldToThemByItsKeyAndToItsNewOwnerWhole() {
        // Given
        Subscription ada = audience.subscribe("docs", null, TestAudience.user(ADA));
        Subscription bob = audience.subscribe("docs", null, TestAudience.user(BOB));

        // When
        ChangeEvent given = update(row(ADA, "open", "1"), row(BOB, "open", "2"));

        // Then
        assertThat(audience.told(given, ada))
                .singleElement()
                .asString()
                .contains(LEFT, "\"old_record\":{\"id\":7}")
                .doesNotContain(BOB);
        assertThat(audience.told(given, bob))
                .singleElement()
                .asString()
                .contains("\"type\":\"UPDATE\"", "\"record\":{\"id\":7")
                .doesNotContain(ADA);
    }

    @Test
    void whoHearsOfDeletesOnlyHearsOfARowThatLeavesAndOfNoOtherUpdate() {
        // Given
        Subscription deletes =
                audience.subscribe(
                        new ChangesRequest("DELETE", "public", "docs", "state=eq.open", null),
                        TestAudience.user(ADA));

        // When
        List<String> left =
                audience.told(update(row(ADA, "open", "1"), row(ADA, "done", "1")), deletes);
        List<String> stayed =
                audience.told(update(row(ADA, "open", "1"), row(ADA, "open", "2")), deletes);

        // Then
        assertThat(left).singleElement().asString().contains(LEFT);
        assertThat(stayed).isEmpty();
    }

    @Test
    void whoHearsOfUpdatesOnlyHearsOfNoRowThatLeaves() {
        // Given
        Subscription updates =
                audience.subscribe(
                        new ChangesRequest("UPDATE", "public", "docs", "state=eq.open", null),
                        TestAudience.user(ADA));

        // When
        List<String> told =
                audience.told(update(row(ADA, "open", "1"), row(ADA, "done", "1")), updates);

        // Then
        assertThat(told).isEmpty();
    }

    @Test
    void aRowThatWasNeverSeenCannotLeave() {
        // Given
        Subscription ada = audience.subscribe("docs", "state=eq.open", TestAudience.user(ADA));

        // Then
        assertThat(audience.told(update(row(BOB, "open", "1"), row(BOB, "done", "1")), ada))
                .isEmpty();
        assertThat(audience.told(update(row(ADA, "done", "1"), row(BOB, "done", "1")), ada))
                .isEmpty();
    }

    @Test
    void aPolicyThatOnlyPostgresCanJudgeIsAskedAboutTheOldRowAndTheNewOne() {
        // Given
        database.run(
                """
                drop policy own on docs;
                create policy cheap on docs to authenticated using (
                  (select count(*) from pg_catalog.pg_class where oid = 0) < 1 and sqrt(price) < 3);
                """);
        audience.catalog.refresh();
        Subscription ada = audience.subscribe("docs", null, TestAudience.user(ADA));

        // Then
        assertThat(audience.told(update(row(ADA, "open", "4"), row(ADA, "open", "16")), ada))
                .singleElement()
                .asString()
                .contains(LEFT);
        assertThat(audience.told(update(row(ADA, "open", "16"), row(ADA, "open", "25")), ada))
                .isEmpty();
        assertThat(audience.told(update(row(ADA, "open", "-1"), row(ADA, "open", "16")), ada))
                .isEmpty();
    }

    @Test
    void whatTheLogDoesNotHoldOfTheOldRowIsNotGuessed() {
        // Given
        database.run("alter table docs replica identity default");
        audience.catalog.refresh();
        docs = database.shape("docs");
        Subscription ada = audience.subscribe("docs", "state=eq.open", TestAudience.user(ADA));
        Row key =
                new Row(
                        List.of(
                                new ColumnValue.Present("7"),
                                ColumnValue.ABSENT,
                                ColumnValue.ABSENT,
                                ColumnValue.ABSENT));

        // When
        List<String> told = audience.told(update(key, row(ADA, "done", "1")), ada);

        // Then
        assertThat(told).isEmpty();
    }

    @Test
    void whereItIsNotAskedForNothingIsToldAsUpstream() {
        try (TestAudience plain = new TestAudience(database)) {
            // Given
            Subscription open = plain.subscribe("docs", "state=eq.open", TestAudience.user(ADA));

            // When
            List<String> told =
                    plain.told(
                            plain.updated(docs, row(ADA, "open", "1"), row(ADA, "done", "1")),
                            open);

            // Then
            assertThat(told).isEmpty();
        }
    }
}
