package io.vintner.gateway.match;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.ColumnValue;
import io.vintner.change.Generation;
import io.vintner.change.Row;
import io.vintner.change.Table;
import io.vintner.gateway.catalog.CatalogConfig;
import io.vintner.gateway.catalog.LiveCatalog;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.catalog.TableColumn;
import io.vintner.gateway.database.Database;
import io.vintner.gateway.database.DatabaseConfig;
import io.vintner.gateway.policy.OpaquePolicies;
import io.vintner.gateway.policy.PolicyConfig;
import io.vintner.gateway.policy.PolicyTrial;
import io.vintner.gateway.token.Claims;
import io.vintner.measure.ChildCommands;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;

/**
 * The program that measures the index by itself, as production fills and asks it: in the gateway's
 * own package, whose parts are nobody else's business. Argument: the address of the database.
 * Command: {@code match COUNT}, answered {@code matched} and the nanoseconds of one change: to find
 * who hears of it in a batch, alone, and in a batch with what they are shown.
 */
@NullMarked
public final class MatchProgram {

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final int EVENTS = 1 << 18;

    /** How many changes a busy feed brings at a time, at least. */
    private static final int BATCH = 64;

    private static final int WARM_UP_ROUNDS = 6;
    private static final int ROUNDS = 9;
    private static final long SEED = 4711;
    private static final long KEYS = 1_000_000_000_000L;
    private static final Claims READER =
            new Claims(
                    "authenticated",
                    null,
                    "{\"role\":\"authenticated\"}",
                    Instant.parse("2099-01-01T00:00:00Z"));

    private static final Telling TELLING = new Telling(false, false);

    private final IndexedAudience audience;

    /** What a round came to: it is told, so that nobody leaves the work out. */
    private long heard;

    private MatchProgram(IndexedAudience audience) {
        this.audience = audience;
    }

    public static void main(String[] arguments) {
        Database database =
                new Database(
                        Vertx.vertx(),
                        config(
                                DatabaseConfig.class,
                                Map.of(
                                        "vintner.gateway.database.url",
                                        arguments[0],
                                        "vintner.gateway.database.password",
                                        "vintner_gateway")));
        LiveCatalog catalog = new LiveCatalog(database, config(CatalogConfig.class, Map.of()));
        PolicyConfig policies = config(PolicyConfig.class, Map.of());
        FilterConfig filters = config(FilterConfig.class, Map.of());
        MatchProgram program =
                new MatchProgram(
                        new IndexedAudience(
                                catalog,
                                new PostgresOperands(database),
                                new AskedValues(database, filters),
                                new OpaquePolicies(database, policies, InstantSource.system()),
                                new PolicyTrial(database, policies),
                                policies,
                                config(ChangesConfig.class, Map.of())));
        catalog.start();
        new ChildCommands().serve(program::obey);
    }

    private static <C> C config(Class<C> mapping, Map<String, String> keys) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(mapping)
                .withDefaultValues(keys)
                .build()
                .getConfigMapping(mapping);
    }

    private void obey(String[] words) throws Exception {
        int count = Integer.parseInt(words[1]);
        long[] keys = new Random(SEED).longs(count, 0, KEYS).toArray();
        List<LiveSubscription> subscribed = new ArrayList<>(count);
        for (long key : keys) {
            subscribed.add(subscribe(key));
        }
        TableAudience table = subscribed.getFirst().filings().values().iterator().next().audience();
        List<ChangeEvent> events = events(table.table(), keys);
        // Somebody must hear of each, or something else would be measured.
        List<List<ChangeEvent>> batches = batches(events, BATCH);
        List<List<ChangeEvent>> alone = batches(events, 1);
        expect(events.size(), round(batches, batch -> judged(batch, table)));
        double match = median(batches, batch -> judged(batch, table));
        double single = median(alone, batch -> judged(batch, table));
        double hear = median(batches, batch -> audience.hear(batch).size());
        subscribed.forEach(audience::unsubscribe);
        ChildCommands.say("matched %.0f %.0f %.0f %d".formatted(match, single, hear, heard));
    }

    private LiveSubscription subscribe(long key) {
        ChangesRequest request = new ChangesRequest("*", "public", "lines", "id=eq." + key, null);
        return switch (audience.subscribe(request, READER)) {
            case SubscribeOutcome.Subscribed(Subscription live) -> (LiveSubscription) live;
            case SubscribeOutcome.Refused(String message) ->
                    throw new IllegalStateException(message);
            case SubscribeOutcome.Unavailable _ ->
                    throw new IllegalStateException("PostgreSQL is away");
        };
    }

    private static List<List<ChangeEvent>> batches(List<ChangeEvent> events, int size) {
        return IntStream.range(0, events.size() / size)
                .mapToObj(batch -> List.copyOf(events.subList(batch * size, (batch + 1) * size)))
                .toList();
    }

    private static int judged(List<ChangeEvent> batch, TableAudience table) {
        List<Hearing> hearings = new ArrayList<>(batch.size());
        Probes probes = new Probes();
        for (ChangeEvent event : batch) {
            Hearing hearing = Hearing.of(event, table, TELLING, null);
            if (hearing != null) {
                hearing.putProbes(table, TELLING, probes);
                hearings.add(hearing);
            }
        }
        probes.run();
        int judged = 0;
        for (Hearing hearing : hearings) {
            judged += hearing.judged();
        }
        return judged;
    }

    private static void expect(long expected, long came) {
        if (came != expected) {
            throw new IllegalStateException(
                    "expected %d changes to be heard of, came %d".formatted(expected, came));
        }
    }

    private static long round(
            List<List<ChangeEvent>> batches, ToIntFunction<List<ChangeEvent>> step) {
        long sum = 0;
        for (List<ChangeEvent> batch : batches) {
            sum += step.applyAsInt(batch);
        }
        return sum;
    }

    /** The nanoseconds of one change, of the processor: others may want it, too. */
    private double median(List<List<ChangeEvent>> batches, ToIntFunction<List<ChangeEvent>> step) {
        int events = batches.size() * batches.getFirst().size();
        double[] nanos = new double[ROUNDS];
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            long start = CPU.getCurrentThreadCpuTime();
            heard += round(batches, step);
            if (round >= 0) {
                nanos[round] = (CPU.getCurrentThreadCpuTime() - start) / (double) events;
            }
        }
        Arrays.sort(nanos);
        return nanos[ROUNDS / 2];
    }

    /** Inserts of rows whose keys somebody asked for, in no order. */
    private static List<ChangeEvent> events(PublishedTable declared, long[] keys) {
        List<Table.Column> columns = new ArrayList<>();
        for (TableColumn column : declared.columns()) {
            boolean primary = declared.primaryKey().contains(column);
            columns.add(
                    new Table.Column(
                            column.name(),
                            column.name().equals("body") ? "text" : "int8",
                            column.type().oid(),
                            primary,
                            column.identity()));
        }
        Table table =
                new Table(
                        1,
                        declared.oid(),
                        declared.schema(),
                        declared.name(),
                        Table.ReplicaIdentity.DEFAULT,
                        columns);
        Random random = new Random(SEED + 1);
        Generation generation = new Generation(1, 1, 1);
        Instant now = Instant.now();
        List<ChangeEvent> events = new ArrayList<>(EVENTS);
        for (int i = 0; i < EVENTS; i++) {
            String key = Long.toString(keys[random.nextInt(keys.length)]);
            Row row =
                    new Row(
                            List.of(
                                    new ColumnValue.Present(key),
                                    new ColumnValue.Present("1"),
                                    new ColumnValue.Present("x".repeat(100))));
            events.add(
                    new ChangeEvent.RowInserted(
                            new ChangePosition(generation, 100, i + 1), now, table, row));
        }
        return events;
    }
}
