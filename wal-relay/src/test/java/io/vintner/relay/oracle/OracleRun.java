package io.vintner.relay.oracle;

import io.vintner.postgres.LocalPostgres;
import io.vintner.relay.RelayProcess;
import io.vintner.relay.oracle.KillPoint.Provoked;
import io.vintner.relay.oracle.Workload.Round;
import io.vintner.relay.oracle.Workload.Transaction;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** One seed, from its tables to the comparison. */
final class OracleRun implements AutoCloseable {

    private static final Duration SETTLED_MAX = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int READERS = 2;

    private final LocalPostgres postgres;
    private final RelayProcess relay;
    private final Killer killer;
    private final Tally tally;
    private final RandomSchema schema;
    private final RandomTransactions transactions;
    private final List<Kill> plan;
    private final CommittedModel model = new CommittedModel();
    private final AtomicInteger played = new AtomicInteger();
    private final List<ScriptWriter> writers = new ArrayList<>();
    private final List<OracleReader> readers = new ArrayList<>();

    OracleRun(long seed, LocalPostgres postgres, RelayProcess relay, Killer killer, Tally tally) {
        this.postgres = postgres;
        this.relay = relay;
        this.killer = killer;
        this.tally = tally;
        Random chance = new Random(seed);
        schema = RandomSchema.of(chance);
        transactions = new RandomTransactions(schema, new Random(chance.nextLong()));
        plan = Kill.plan(seed, new Random(chance.nextLong()));
        tally.seed(seed, plan);
        for (int index = 0; index < RandomTransactions.WRITERS; index++) {
            writers.add(new ScriptWriter(postgres, model, played));
        }
    }

    void play() throws SQLException, IOException, InterruptedException, ExecutionException {
        OracleDatabase database = new OracleDatabase(postgres);
        relay.kill();
        database.prepare(schema);
        killWithoutSlot(database);
        relay.awaitReady();
        for (int index = 0; index < READERS; index++) {
            readers.add(OracleReader.of(relay));
        }
        await(() -> readers.stream().allMatch(reader -> reader.model().position() != null));
        killUnderTransactions();
        List<String> committed = database.committed();
        await(() -> readers.stream().allMatch(reader -> hasEnded(reader, committed.size())));
        requireKeptPromises();
        for (OracleReader reader : readers) {
            model.verify(reader.model().transactions(), committed);
            database.verify(reader.model().tables(), schema);
        }
        ReaderModel one = readers.getFirst().model();
        tally.told(one.transactionCount(), one.changeCount());
    }

    private void killWithoutSlot(OracleDatabase database)
            throws SQLException, IOException, InterruptedException {
        killer.startRelay(null);
        for (Kill kill : plan) {
            if (kill.at() != null && kill.at().provoked() == Provoked.BY_NO_SLOT) {
                relay.kill();
                database.dropSlot();
                killer.strike(kill, readers, () -> false);
            }
        }
    }

    private void killUnderTransactions()
            throws SQLException, IOException, InterruptedException, ExecutionException {
        Deque<Kill> kills = new ArrayDeque<>(plan);
        kills.removeIf(kill -> kill.at() != null && kill.at().provoked() == Provoked.BY_NO_SLOT);
        while (!kills.isEmpty()) {
            Kill kill = kills.removeFirst();
            boolean done = play(transactions.next(), kill);
            requireKeptPromises();
            if (!done && kill.triesLeft() > 0) {
                kills.addLast(kill.again());
            }
        }
    }

    /** Whether the kill happened where it was to happen. */
    private boolean play(Round round, Kill kill)
            throws SQLException, IOException, InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int before = played.get();
            int moment = Math.min(kill.moment(), round.transactionCount());
            killer.arm(kill);
            List<Future<?>> scripts = new ArrayList<>();
            for (int index = 0; index < writers.size(); index++) {
                ScriptWriter writer = writers.get(index);
                List<Transaction> script = round.scripts().get(index);
                scripts.add(
                        threads.submit(() -> {
                            writer.play(script);
                            return null;
                        }));
            }
            if (!kill.isArmedBefore()) {
                await(() -> played.get() - before >= moment);
            }
            boolean done = killer.strike(kill, readers, () -> isIdle(scripts));
            if (!done) {
                killer.strike(kill.anywhere(), readers, () -> false);
            }
            await(() -> scripts.stream().allMatch(Future::isDone));
            for (Future<?> script : scripts) {
                script.get();
            }
            return done;
        }
    }

    /** Whether all scripts were played, and readers were told what came of them. */
    private boolean isIdle(List<Future<?>> scripts) {
        int committed = model.committedCount();
        return scripts.stream().allMatch(Future::isDone)
                && readers.stream().allMatch(reader -> hasEnded(reader, committed));
    }

    private static boolean hasEnded(OracleReader reader, int transactionCount) {
        ReaderModel told = reader.model();
        return told.breach() != null || told.transactionCount() >= transactionCount;
    }

    private void requireKeptPromises() {
        for (OracleReader reader : readers) {
            String breach = reader.model().breach();
            if (breach != null) {
                throw new AssertionError(breach);
            }
        }
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(SETTLED_MAX).pollInterval(LOOK).until(condition);
    }

    @Override
    public void close() {
        readers.forEach(OracleReader::close);
        writers.forEach(ScriptWriter::close);
    }
}
