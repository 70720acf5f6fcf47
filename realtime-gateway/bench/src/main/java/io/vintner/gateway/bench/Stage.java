package io.vintner.gateway.bench;

import io.vintner.gateway.bench.BenchSettings.Algorithm;
import io.vintner.gateway.bench.BenchSettings.Measure;
import io.vintner.gateway.bench.client.ClientProgram;
import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.ChildProgram;
import io.vintner.measure.Machine;
import io.vintner.measure.ServiceProgram;
import io.vintner.measure.ServiceProgram.Program;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A gateway, its clients and those who write, fresh for one measure, on the relay and the database
 * of the run. Not thread-safe.
 */
final class Stage implements AutoCloseable {

    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration ANSWER_MAX = Duration.ofMinutes(3);

    /** The stock client's. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(25);

    private static final List<String> CLIENT_OPTIONS =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:-UsePerfData");

    private final BenchRun run;
    private final ServiceProgram relay;
    private final Program gatewayProgram;
    private final ChildProgram clients;
    private final Writers writers;
    private ServiceProgram gateway;

    private Stage(
            BenchRun run,
            ServiceProgram relay,
            Program gatewayProgram,
            ServiceProgram gateway,
            ChildProgram clients)
            throws SQLException {
        this.run = run;
        this.relay = relay;
        this.gatewayProgram = gatewayProgram;
        this.gateway = gateway;
        this.clients = clients;
        this.writers = new Writers(run.database());
    }

    /** With the tokens and the receipts of that measure. */
    static Stage open(BenchRun run, ServiceProgram relay, Measure measure)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        return open(run, relay, Parts.of(run.settings(), measure));
    }

    /** With a heap that can be looked into. */
    static Stage openForMemory(BenchRun run, ServiceProgram relay)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Parts usual = Parts.of(run.settings(), Measure.MEMORY);
        return open(
                run,
                relay,
                new Parts(
                        usual.tokens(),
                        GatewayMemory.OPTIONS,
                        usual.resuming(),
                        usual.heartbeat()));
    }

    /** With clients that resume, as the contract of resuming advises them to be made. */
    static Stage openForResuming(BenchRun run, ServiceProgram relay, Duration heartbeat)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Algorithm tokens = run.settings().algorithm(Measure.RESUME);
        return open(run, relay, new Parts(tokens, List.of(), true, heartbeat));
    }

    /**
     * What differs from measure to measure.
     *
     * @param gatewayOptions of the gateway's JVM, besides those of the settings
     */
    private record Parts(
            Algorithm tokens, List<String> gatewayOptions, boolean resuming, Duration heartbeat) {

        static Parts of(BenchSettings settings, Measure measure) {
            return new Parts(
                    settings.algorithm(measure),
                    List.of(),
                    settings.hasReceipts(measure),
                    HEARTBEAT);
        }
    }

    private static Stage open(BenchRun run, ServiceProgram relay, Parts parts)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        SigningKey key = SigningKey.of(parts.tokens(), run.folder());
        Program program = Services.gateway(run, relay, key, parts.gatewayOptions());
        ServiceProgram gateway = ServiceProgram.start(program);
        ChildProgram clients =
                ChildProgram.start(
                        ClientProgram.class,
                        CLIENT_OPTIONS,
                        List.of(
                                Integer.toString(gateway.port()),
                                key.clients(),
                                Boolean.toString(parts.resuming()),
                                Long.toString(parts.heartbeat().toMillis())),
                        run.folder());
        clients.await("ready", START_MAX);
        return new Stage(run, relay, program, gateway, clients);
    }

    ServiceProgram gateway() {
        return gateway;
    }

    /** Gives the clients a command and waits for the answer, which begins with the same word. */
    String[] ask(String command) throws BrokenMeasureException, IOException, InterruptedException {
        clients.tell(command);
        return clients.await(command.split(" ", 2)[0], ANSWER_MAX);
    }

    /**
     * Writes rows at a steady rate while the clients watch.
     *
     * @param groups among which the rows are dealt
     */
    Delivered deliver(BenchTable table, int groups, int transactionRows, int perSecond)
            throws BrokenMeasureException, IOException, InterruptedException {
        Load load = load(table, groups, transactionRows, perSecond, run.settings().seconds());
        Cores.Used before = used();
        Written written = writers.write(load);
        String[] seen = clients.await("watch", ANSWER_MAX);
        Cores cores = used().since(before);
        return new Delivered(
                written,
                Long.parseLong(seen[1]),
                Long.parseLong(seen[2]),
                Long.parseLong(seen[3]),
                Long.parseLong(seen[4]),
                Long.parseLong(seen[5]),
                Long.parseLong(seen[6]),
                new Delivered.Beside(cores, Machine.loadAverage()));
    }

    /**
     * Kills the gateway at once and starts it again, while rows are written to all clients, who
     * come back.
     *
     * @param seconds of writing, before the end of the gateway and in all
     */
    Returned killGatewayWhileWriting(int groups, int perSecond, Seconds seconds)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Load load = load(BenchTable.OWNED, groups, 1, perSecond, seconds.inAll());
        CompletableFuture<Written> writing = writers.begin(load);
        Thread.sleep(Duration.ofSeconds(seconds.before()));
        clients.tell("comeback");
        clients.await("comeback", ANSWER_MAX);
        gateway.kill();
        long killed = System.nanoTime();
        gateway = ServiceProgram.start(gatewayProgram);
        clients.tell("ready");
        Duration away = Duration.ofNanos(System.nanoTime() - killed);
        Cores.Used ready = used();
        String[] back = clients.await("back", ANSWER_MAX);
        var beside = new Delivered.Beside(used().since(ready), Machine.loadAverage());
        Writers.await(writing);
        String[] seen = clients.await("watch", ANSWER_MAX);
        return new Returned(
                Long.parseLong(back[1]),
                Long.parseLong(back[2]),
                Long.parseLong(back[3]),
                Long.parseLong(back[4]),
                Long.parseLong(back[5]),
                Long.parseLong(back[6]),
                Long.parseLong(back[7]),
                Long.parseLong(seen[7]),
                away,
                beside);
    }

    /** For how long is written. */
    record Seconds(int before, int inAll) {}

    /** What is to be written, and watched by the clients. */
    private Load load(BenchTable table, int groups, int transactionRows, int perSecond, int seconds)
            throws BrokenMeasureException, IOException, InterruptedException {
        int portion = Math.max(groups, transactionRows);
        long planned = (long) perSecond * seconds;
        long rows = Math.max(1, planned / portion) * portion;
        Load load =
                new Load(
                        table,
                        run.database().reserve(rows),
                        rows,
                        groups,
                        transactionRows,
                        perSecond);
        clients.tell("watch %d %d %d".formatted(load.firstId(), rows, groups));
        clients.await("watching", ANSWER_MAX);
        return load;
    }

    Cores.Used used() {
        return new Cores.Used(
                System.nanoTime(),
                Machine.cpuOf(gateway.handle()),
                Machine.cpuOf(relay.handle()),
                run.database().cpu(),
                Machine.cpuOf(clients.handle()),
                Machine.cpuOf(ProcessHandle.current()));
    }

    @Override
    public void close() throws SQLException {
        clients.close();
        gateway.close();
        writers.close();
    }
}
