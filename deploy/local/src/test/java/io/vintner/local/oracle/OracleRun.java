package io.vintner.local.oracle;

import io.vintner.local.gateway.GatewayStack;
import io.vintner.local.gateway.NodeClient;
import io.vintner.local.oracle.People.Identity;
import java.net.http.HttpClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One seed, from its tables to the comparison. */
final class OracleRun implements AutoCloseable {

    private static final int WRITERS = 2;
    private static final int RAW_CLIENTS = 40;
    private static final Duration SETTLED_MAX = Duration.ofSeconds(60);
    private static final Duration FENCE_MAX = Duration.ofSeconds(5);
    private static final int FENCES = 2;
    private static final int FENCE_TRIES = 6;
    private static final long FENCE_IDS = 10_000_000;
    private static final String NOBODY = "b0000000-0000-4000-8000-000000000000";
    private static final Duration LOOK = Duration.ofMillis(50);

    private final GatewayStack stack;
    private final Tally tally;
    private final Random chance;
    private final long seed;
    private final List<OracleTable> tables;
    private final boolean unjudgedDeletes;
    private final OracleDatabase database;
    private final CountDownLatch written = new CountDownLatch(1);
    private final CountDownLatch marked = new CountDownLatch(1);
    private final Markers markers;
    private final List<OracleClient> clients = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private int fences;

    OracleRun(long seed, GatewayStack stack, Tally tally) {
        this.seed = seed;
        this.stack = stack;
        this.tally = tally;
        chance = new Random(seed);
        tables = OracleTable.all(chance);
        unjudgedDeletes = chance.nextBoolean();
        database = new OracleDatabase(stack.postgres());
        markers = new Markers(database, marked);
        tally.seed(seed);
    }

    void play() throws SQLException, InterruptedException, ExecutionException {
        System.out.printf(
                "gateway oracle: seed %d, unjudged deletes %s, %s%n",
                seed, unjudgedDeletes ? "by key" : "none", tables);
        prepare();
        Future<?> marking = run(markers::run);
        connect();
        await("every client is joined", this::isSettled);
        Killer killer = new Killer(stack, new Random(chance.nextLong()));
        strike(killer);
        awaitFences();
        closeClients();
        marked.countDown();
        marking.get();
        verify(killer.disturbances());
    }

    private void prepare() throws SQLException, InterruptedException {
        stack.gateway().kill();
        database.prepare(tables);
        stack.gateway()
                .set("VINTNER_GATEWAY_POLICY_UNJUDGED_DELETES", unjudgedDeletes ? "key" : "none");
        stack.gateway().start();
        stack.relay().awaitReady();
        stack.gateway().awaitReady();
    }

    private void connect() {
        for (int number = 0; number < RAW_CLIENTS; number++) {
            Identity who = People.anyone(chance);
            boolean resumes = chance.nextInt(4) > 0;
            List<ChannelLog> logs = new ArrayList<>();
            for (int channel = 0; channel <= chance.nextInt(2); channel++) {
                String topic = "raw-%d-%d".formatted(number, channel);
                logs.add(new ChannelLog(topic, resumes, expectation(who)));
            }
            RawClient.Plan plan =
                    new RawClient.Plan(
                            "raw-" + number,
                            who,
                            resumes ? UUID.randomUUID().toString() : null,
                            chance.nextBoolean() ? "1.0.0" : "2.0.0",
                            logs,
                            chance.nextLong());
            clients.add(new RawClient(plan, stack.gateway().url(), http, markers));
        }
        clients.add(stock("supabase-js", "2.0.0"));
        clients.add(stock("realtime-js", "1.0.0"));
    }

    private Expectation expectation(Identity who) {
        List<Binding> bindings = new ArrayList<>();
        for (int count = 0; count <= chance.nextInt(3); count++) {
            bindings.add(Binding.any(tables, chance, RandomWriter.IDS_MAX));
        }
        bindings.add(Binding.fence(tables));
        return new Expectation(who, bindings, unjudgedDeletes);
    }

    /** Its first binding is of a table that has no fences: no change matches both. */
    private OracleClient stock(String library, String serializer) {
        Identity who = People.anyone(chance);
        Expectation expectation =
                new Expectation(
                        who,
                        List.of(
                                Binding.any(tables.subList(0, 3), chance, RandomWriter.IDS_MAX),
                                Binding.fence(tables)),
                        unjudgedDeletes);
        String token = GatewayStack.token(who.claims(library));
        return new StockOracleClient(
                new ChannelLog("stock-" + library, true, expectation),
                new NodeClient.Settings(
                        library,
                        stack.gateway().url(),
                        token,
                        null,
                        StockOracleClient.realtime(UUID.randomUUID().toString(), serializer)),
                markers);
    }

    private void strike(Killer killer) throws InterruptedException, ExecutionException {
        List<Future<?>> writers = new ArrayList<>();
        for (int number = 0; number < WRITERS; number++) {
            Random own = new Random(chance.nextLong());
            RandomWriter writer = new RandomWriter(number, WRITERS, database, tables, own, written);
            writers.add(run(writer::run));
        }
        for (Kill kill : Kill.plan(seed, new Random(chance.nextLong()))) {
            killer.strike(kill, clients);
            tally.killed(kill.victim());
            System.out.printf("gateway oracle: killed %s%n", kill);
        }
        written.countDown();
        for (Future<?> writer : writers) {
            writer.get();
        }
    }

    /** The last of all is a row that every channel hears of. */
    private void awaitFences() throws SQLException {
        clients.forEach(OracleClient::calmDown);
        await("every client is joined again", this::isSettled);
        for (int round = 0; round < FENCES; round++) {
            int tries = 0;
            while (!isHeardByAll(writeFence())) {
                if (++tries == FENCE_TRIES) {
                    // What is missing, and where, is found out by the comparison.
                    return;
                }
            }
        }
    }

    private long writeFence() throws SQLException {
        OracleTable board = Binding.fence(tables).table();
        Row row =
                new Row(FENCE_IDS + fences, NOBODY, "red", Binding.FENCE, null, FENCE_IDS + fences);
        String id = "fence-" + fences++;
        try (Connection sql = database.connect();
                Statement statement = sql.createStatement()) {
            sql.setAutoCommit(false);
            statement.execute(RandomWriter.insert(board, row));
            database.enter(statement, id, List.of(new Change(board, null, row)));
            sql.commit();
            database.hasCommitted(id);
        }
        return row.version();
    }

    private boolean isHeardByAll(long fence) {
        try {
            Awaitility.await()
                    .atMost(FENCE_MAX)
                    .pollInterval(LOOK)
                    .until(() -> logs().stream().allMatch(log -> log.hasFence(fence)));
            return true;
        } catch (ConditionTimeoutException notYet) {
            return false;
        }
    }

    private void verify(Disturbances disturbances) throws SQLException {
        List<OracleDatabase.Committed> committed = database.committed();
        tally.committed(committed.size());
        for (OracleClient client : clients) {
            if (client instanceof StockOracleClient npm) {
                tally.cut(npm.cuts());
            }
        }
        List<String> failures = new ArrayList<>();
        for (ChannelLog log : logs()) {
            List<String> expected = new ArrayList<>();
            Map<String, Integer> after = new HashMap<>();
            for (OracleDatabase.Committed transaction : committed) {
                for (Change change : transaction.changes()) {
                    String message = log.expectation().message(change);
                    if (message != null) {
                        expected.add(message);
                    }
                }
                after.put(transaction.id(), expected.size());
            }
            try {
                tally.verified(
                        new ChannelCheck(
                                        log, expected, marker -> place(marker, after), disturbances)
                                .verify());
            } catch (AssertionError broken) {
                failures.add(broken.getMessage());
            }
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(
                    "%d of %d channels:%n%s"
                            .formatted(
                                    failures.size(), logs().size(), String.join("\n\n", failures)));
        }
    }

    private OptionalInt place(String marker, Map<String, Integer> after) {
        return markers.transactions(marker).stream()
                .filter(after::containsKey)
                .mapToInt(after::get)
                .findFirst();
    }

    private boolean isSettled() {
        return logs().stream().allMatch(ChannelLog::isLive);
    }

    private List<ChannelLog> logs() {
        return clients.stream().flatMap(client -> client.channels().stream()).toList();
    }

    private void closeClients() {
        clients.forEach(OracleClient::close);
    }

    private Future<?> run(Interruptible task) {
        return threads.submit(() -> {
            task.run();
            return null;
        });
    }

    private interface Interruptible {
        void run() throws InterruptedException;
    }

    private void await(String what, Callable<Boolean> condition) {
        try {
            Awaitility.await(what).atMost(SETTLED_MAX).pollInterval(LOOK).until(condition);
        } catch (ConditionTimeoutException never) {
            List<String> missing =
                    logs().stream().filter(log -> !log.isLive()).map(ChannelLog::name).toList();
            throw new AssertionError(what + " never came; not live: " + missing, never);
        }
    }

    @Override
    public void close() {
        written.countDown();
        marked.countDown();
        closeClients();
        threads.close();
        http.shutdownNow();
    }
}
