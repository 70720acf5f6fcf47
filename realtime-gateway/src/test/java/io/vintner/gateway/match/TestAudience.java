package io.vintner.gateway.match;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.ColumnValue;
import io.vintner.change.Generation;
import io.vintner.change.Row;
import io.vintner.change.Table;
import io.vintner.gateway.catalog.CatalogConfig;
import io.vintner.gateway.catalog.LiveCatalog;
import io.vintner.gateway.database.Database;
import io.vintner.gateway.database.TestDatabase;
import io.vintner.gateway.policy.OpaquePolicies;
import io.vintner.gateway.policy.PolicyConfig;
import io.vintner.gateway.policy.PolicyTrial;
import io.vintner.gateway.token.Claims;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;

/** The whole audience on a real PostgreSQL, put together by hand. */
final class TestAudience implements AutoCloseable {

    static final Instant COMMITTED = Instant.parse("2026-11-22T10:00:00.123456Z");
    private static final Generation GENERATION = new Generation(1, 1, 1);

    final LiveCatalog catalog;
    final PostgresOperands operands;
    final OpaquePolicies opaque;
    final AskedValues values;
    final PolicyTrial trial;
    final IndexedAudience audience;
    private final List<Subscription> subscribed = new ArrayList<>();
    private long ordinal;

    TestAudience(TestDatabase database) {
        this(database, Map.of());
    }

    TestAudience(TestDatabase database, Map<String, String> policyKeys) {
        this(database, policyKeys, Map.of());
    }

    TestAudience(
            TestDatabase database, Map<String, String> policyKeys, Map<String, String> moreKeys) {
        Database gateway = database.gateway();
        catalog = new LiveCatalog(gateway, TestDatabase.config(CatalogConfig.class, moreKeys));
        PolicyConfig config = TestDatabase.config(PolicyConfig.class, policyKeys);
        operands = new PostgresOperands(gateway);
        opaque = new OpaquePolicies(gateway, config, InstantSource.system());
        trial = new PolicyTrial(gateway, config);
        values = new AskedValues(gateway, TestDatabase.config(FilterConfig.class, moreKeys));
        audience =
                new IndexedAudience(
                        catalog,
                        operands,
                        values,
                        opaque,
                        trial,
                        config,
                        TestDatabase.config(ChangesConfig.class, moreKeys));
        catalog.start();
        Assertions.assertThat(catalog.awaitFirst()).isNotNull();
    }

    /** A row of texts as PostgreSQL prints them; {@code ?} for a value that is absent. */
    static Row row(String... texts) {
        return new Row(
                Arrays.stream(texts)
                        .map(text ->
                                switch (text) {
                                    case null -> ColumnValue.NULL;
                                    case "?" -> ColumnValue.ABSENT;
                                    default -> (ColumnValue) new ColumnValue.Present(text);
                                })
                        .toList());
    }

    static Claims user(String subject) {
        return claims("authenticated", subject, "");
    }

    /**
     * @param more members of the claim set, each with a comma before it
     */
    static Claims claims(String role, String subject, String more) {
        String sub = subject == null ? "" : "\"sub\":\"" + subject + "\",";
        return new Claims(
                role,
                subject,
                "{" + sub + "\"role\":\"" + role + "\"" + more + "}",
                Instant.parse("2030-01-01T00:00:00Z"));
    }

    Subscription subscribe(String table, String filter, Claims claims) {
        return subscribe(new ChangesRequest("*", "public", table, filter, null), claims);
    }

    Subscription subscribe(ChangesRequest request, Claims claims) {
        SubscribeOutcome outcome = audience.subscribe(request, claims);
        Assertions.assertThat(outcome).isInstanceOf(SubscribeOutcome.Subscribed.class);
        Subscription subscription = ((SubscribeOutcome.Subscribed) outcome).subscription();
        subscribed.add(subscription);
        return subscription;
    }

    /** Ends all subscriptions. */
    void unsubscribeAll() {
        subscribed.forEach(audience::unsubscribe);
        subscribed.clear();
    }

    String refusal(ChangesRequest request, Claims claims) {
        SubscribeOutcome outcome = audience.subscribe(request, claims);
        Assertions.assertThat(outcome).isInstanceOf(SubscribeOutcome.Refused.class);
        return ((SubscribeOutcome.Refused) outcome).message();
    }

    ChangeEvent inserted(Table table, Row row) {
        return new ChangeEvent.RowInserted(next(), COMMITTED, table, row);
    }

    ChangeEvent updated(Table table, Row old, Row row) {
        return new ChangeEvent.RowUpdated(next(), COMMITTED, table, old, row);
    }

    ChangeEvent deleted(Table table, Row old) {
        return new ChangeEvent.RowDeleted(next(), COMMITTED, table, old);
    }

    private ChangePosition next() {
        return new ChangePosition(GENERATION, 100, ++ordinal);
    }

    /** What one subscription is told of one change, each as text; mostly one or none. */
    List<String> told(ChangeEvent event, Subscription subscription) {
        return audience.hear(List.of(event)).stream()
                .filter(delivery -> delivery.subscriptions().contains(subscription))
                .map(delivery -> new String(delivery.data(), StandardCharsets.UTF_8))
                .collect(Collectors.toList());
    }

    @Override
    public void close() {
        catalog.stop();
        operands.close();
        opaque.close();
        values.close();
        trial.close();
    }
}
