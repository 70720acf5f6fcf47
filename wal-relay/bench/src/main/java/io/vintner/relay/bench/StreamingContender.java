package io.vintner.relay.bench;

import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.ChildProgram;
import io.vintner.measure.Machine;
import io.vintner.measure.ServiceProgram;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A contender that stays connected, and warm, over all loads. Its walsender rests except while it
 * drains.
 */
final class StreamingContender implements Contender {

    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration DRAIN_MAX = Duration.ofMinutes(30);
    private static final List<String> READER_OPTIONS = List.of("-Xmx64m", "-XX:+UseSerialGC");
    private static final Program BARE =
            new Program(BareLoop.class, List.of("-Xmx256m"), "bench_bare");
    private static final Program DEBEZIUM =
            new Program(DebeziumLoop.class, List.of("-Xmx1g"), "bench_debezium");

    private final ContenderName name;
    private final Walsender walsender;
    private final ChildProgram child;
    private final @Nullable ServiceProgram relay;

    /** A program of this module that reads a slot itself. */
    private record Program(Class<?> main, List<String> jvmOptions, String slot) {}

    private StreamingContender(
            ContenderName name,
            Walsender walsender,
            ChildProgram child,
            @Nullable ServiceProgram relay) {
        this.name = name;
        this.walsender = walsender;
        this.child = child;
        this.relay = relay;
    }

    /** The relay makes its slot itself; its reader asks for everything from now on. */
    static StreamingContender relay(BenchRun run)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        ServiceProgram relay = RelayProgram.start(run.database(), run.settings(), run.folder());
        ChildProgram reader =
                ChildProgram.start(
                        FeedReader.class,
                        READER_OPTIONS,
                        List.of(Integer.toString(relay.port()), RelayProgram.SECRET),
                        run.folder());
        Walsender walsender = new Walsender(run.database(), "^vintner_[0-9]+$");
        return connected(ContenderName.RELAY, walsender, reader, relay);
    }

    static StreamingContender bare(BenchRun run)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        return started(ContenderName.BARE, BARE, run);
    }

    static StreamingContender debezium(BenchRun run)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        return started(ContenderName.DEBEZIUM, DEBEZIUM, run);
    }

    private static StreamingContender started(ContenderName name, Program program, BenchRun run)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        run.database().createSlot(program.slot());
        ChildProgram child =
                ChildProgram.start(
                        program.main(),
                        program.jvmOptions(),
                        List.of(run.database().jdbcUrl(), program.slot()),
                        run.folder());
        Walsender walsender = new Walsender(run.database(), "^" + program.slot() + "$");
        return connected(name, walsender, child, null);
    }

    private static StreamingContender connected(
            ContenderName name,
            Walsender walsender,
            ChildProgram child,
            @Nullable ServiceProgram relay)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        child.await("ready", START_MAX);
        walsender.hold();
        return new StreamingContender(name, walsender, child, relay);
    }

    @Override
    public ContenderName name() {
        return name;
    }

    @Override
    public Drained drain(Load load)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        tell("drain", load);
        ProcessHandle charged = relay != null ? relay.handle() : child.handle();
        Duration cpu = Machine.cpuOf(charged);
        Duration walsenderCpu = walsender.cpu();
        walsender.release();
        long nanos = Long.parseLong(child.await("drained", DRAIN_MAX)[1]);
        cpu = Machine.cpuOf(charged).minus(cpu);
        walsenderCpu = walsender.cpu().minus(walsenderCpu);
        walsender.hold();
        return new Drained(load.rows(), Duration.ofNanos(nanos), cpu, walsenderCpu);
    }

    /** Reads the rows of several sessions while {@code pace} writes them. */
    Followed follow(CommitPace pace, Load load)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        tell("follow", load);
        walsender.release();
        double perSecond = pace.write(load);
        String[] words = child.await("followed", DRAIN_MAX);
        walsender.hold();
        return new Followed(
                perSecond,
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]));
    }

    /** Reads rows that another contender has followed, only to have them behind it. */
    void pass(Load followed)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        tell("follow", followed);
        walsender.release();
        child.await("followed", DRAIN_MAX);
        walsender.hold();
    }

    /** The relay behind this contender; absent for all others. */
    Optional<ServiceProgram> relay() {
        return Optional.ofNullable(relay);
    }

    @Override
    public void leave()
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        walsender.release();
        child.close();
        if (relay != null) {
            relay.close();
        }
        walsender.dropSlot();
    }

    private void tell(String command, Load load)
            throws BrokenMeasureException, IOException, InterruptedException {
        child.tell("%s %d %d".formatted(command, load.firstId(), load.rows()));
        child.await("waiting", START_MAX);
    }
}
