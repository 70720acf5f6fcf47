package io.vintner.gateway.bench;

import io.vintner.gateway.bench.client.ClientProgram;
import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.ChildProgram;
import io.vintner.measure.Machine;
import io.vintner.measure.ServiceProgram;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * A gateway, its clients and those who write, fresh for one measure, on the relay and the database
 * of the run. Not thread-safe.
 */
final class Stage implements AutoCloseable {

    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration ANSWER_MAX = Duration.ofMinutes(3);
    private static final List<String> CLIENT_OPTIONS =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:-UsePerfData");

    private final BenchRun run;
    private final ServiceProgram relay;
    private final ServiceProgram gateway;
    private final ChildProgram clients;
    private final Writers writers;

    private Stage(
            BenchRun run,
            ServiceProgram relay,
            ServiceProgram gateway,
            ChildProgram clients,
            Writers writers) {
        this.run = run;
        this.relay = relay;
        this.gateway = gateway;
        this.clients = clients;
        this.writers = writers;
    }

    /**
     * @param gatewayOptions of the gateway's JVM, besides those of the settings
     */
    static Stage open(BenchRun run, ServiceProgram relay, List<String> gatewayOptions)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        SigningKey key = SigningKey.of(run.settings().tokens(), run.folder());
        ServiceProgram gateway = Services.gateway(run, relay, key, gatewayOptions);
        ChildProgram clients =
                ChildProgram.start(
                        ClientProgram.class,
                        CLIENT_OPTIONS,
                        List.of(
                                Integer.toString(gateway.port()),
                                key.clients(),
                                Boolean.toString(run.settings().receipts())),
                        run.folder());
        clients.await("ready", START_MAX);
        return new Stage(run, relay, gateway, clients, new Writers(run.database()));
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
        int portion = Math.max(groups, transactionRows);
        long planned = (long) perSecond * run.settings().seconds();
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
        Cores.Used before = used();
        double written = writers.write(load);
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
