package io.vintner.relay.bench;

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
    private static final List<String> JVM_OPTIONS = List.of("-Xmx256m");
    private static final List<String> DEBEZIUM_OPTIONS = List.of("-Xmx1g");
    private static final List<String> READER_OPTIONS = List.of("-Xmx64m", "-XX:+UseSerialGC");

    private final ContenderName name;
    private final BenchDatabase database;
    private final String slotPattern;
    private final @Nullable RelayProgram relay;
    private final ChildProgram child;
    private final Walsender walsender;

    private StreamingContender(
            ContenderName name,
            BenchDatabase database,
            String slotPattern,
            @Nullable RelayProgram relay,
            ChildProgram child,
            Walsender walsender) {
        this.name = name;
        this.database = database;
        this.slotPattern = slotPattern;
        this.relay = relay;
        this.child = child;
        this.walsender = walsender;
    }

    /** The relay makes its slot itself; its reader asks for everything from now on. */
    static StreamingContender relay(BenchRun run)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        RelayProgram relay = RelayProgram.start(run.database(), run.settings(), run.folder());
        ChildProgram reader =
                ChildProgram.start(
                        FeedReader.class,
                        READER_OPTIONS,
                        List.of(Integer.toString(relay.port()), RelayProgram.SECRET),
                        run.folder());
        return connected(ContenderName.RELAY, run, "^vintner_[0-9]+$", relay, reader);
    }

    static StreamingContender bare(BenchRun run)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        return program(ContenderName.BARE, BareLoop.class, JVM_OPTIONS, "bench_bare", run);
    }

    static StreamingContender debezium(BenchRun run)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        return program(
                ContenderName.DEBEZIUM,
                DebeziumLoop.class,
                DEBEZIUM_OPTIONS,
                "bench_debezium",
                run);
    }

    private static StreamingContender program(
            ContenderName name, Class<?> program, List<String> jvm, String slot, BenchRun run)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        run.database().createSlot(slot);
        List<String> arguments = List.of(run.database().jdbcUrl(), slot);
        ChildProgram child = ChildProgram.start(program, jvm, arguments, run.folder());
        return connected(name, run, "^" + slot + "$", null, child);
    }

    private static StreamingContender connected(
            ContenderName name,
            BenchRun run,
            String slotPattern,
            @Nullable RelayProgram relay,
            ChildProgram child)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        child.await("ready", START_MAX);
        BenchDatabase database = run.database();
        Walsender walsender = new Walsender(database, slotPattern);
        walsender.hold();
        return new StreamingContender(name, database, slotPattern, relay, child, walsender);
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
        Duration cpu = Walsender.cpuOf(charged);
        Duration walsenderCpu = walsender.cpu();
        walsender.release();
        long nanos = Long.parseLong(child.await("drained", DRAIN_MAX)[1]);
        cpu = Walsender.cpuOf(charged).minus(cpu);
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
    Optional<RelayProgram> relay() {
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
        database.dropSlots(slotPattern);
    }

    private void tell(String command, Load load)
            throws BrokenMeasureException, IOException, InterruptedException {
        child.tell("%s %d %d".formatted(command, load.firstId(), load.rows()));
        child.await("waiting", START_MAX);
    }
}
