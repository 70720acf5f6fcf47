package io.vintner.local;

import io.vintner.local.demo.DemoData;
import io.vintner.local.demo.DemoUser;
import io.vintner.local.demo.LocalTokens;
import io.vintner.local.demo.TrellisClient;
import io.vintner.local.process.LocalPort;
import io.vintner.local.process.NotReadyException;
import io.vintner.local.process.ProcessState;
import io.vintner.local.process.Program;
import io.vintner.local.process.RetryPolicy;
import io.vintner.local.process.SupervisedProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All of Vintner on one machine: PostgreSQL, the API, the relay, the gateway and one Tendril,
 * started in this order and stopped in the opposite one. A service that dies is started again.
 *
 * <p>{@link #close} may be called from another thread while {@link #start} still runs; what was
 * started until then is stopped and nothing more is started.
 */
final class LocalStack implements AutoCloseable {

    private static final Duration TOKEN_LIFE = Duration.ofHours(1);
    private static final Duration ONLINE_MAX = Duration.ofSeconds(30);

    private final LocalSettings settings;
    private final InstantSource clock;
    private final Consumer<String> news;
    private final LocalTokens tokens;
    private final SecretFiles secrets;
    private final RunFolder running;
    private final Map<String, SupervisedProcess> services = new LinkedHashMap<>();
    private @Nullable SupervisedPostgres postgres;
    private boolean stopping;

    /**
     * @param news gets one line for whatever its reader should know
     */
    LocalStack(LocalSettings settings, InstantSource clock, Consumer<String> news) {
        this.settings = settings;
        this.clock = clock;
        this.news = news;
        this.tokens = new LocalTokens(settings.jwtSecret(), clock);
        this.secrets = new SecretFiles(settings.secretsFolder(), new SecureRandom());
        this.running = new RunFolder(settings.runFolder());
    }

    /** Starts everything and returns when a job could run and be watched. */
    void start() throws IOException, InterruptedException, NotReadyException {
        startServices();
        startTendril();
    }

    /** Starts everything but the Tendril, and makes the demo data. */
    void startServices() throws IOException, InterruptedException, NotReadyException {
        requireNothingRuns();
        ServicePrograms.requireBuilt(settings.home());
        new LeftOvers(running, news).end();
        settings.ports().all().stream()
                .filter(port -> !port.isFree())
                .findFirst()
                .map(LocalPort::taken)
                .ifPresent(sentence -> {
                    throw new RefusedSettingException(sentence);
                });
        running.enter(RunFolder.LAUNCHER, ProcessHandle.current());
        running.keepPorts(settings.ports());
        layOutPriceList();
        startPostgres();
        ServicePrograms programs = programs();
        begin(programs.trellis()).awaitReady();
        SupervisedProcess relay = begin(programs.relay());
        SupervisedProcess gateway = begin(programs.gateway());
        for (DemoUser user : DemoUser.values()) {
            try (TrellisClient trellis = trellis(user)) {
                DemoData.ensure(trellis, user);
            }
        }
        relay.awaitReady();
        gateway.awaitReady();
    }

    /** Registers the Tendril if it is new, starts it and returns when it is ONLINE. */
    void startTendril() throws IOException, InterruptedException, NotReadyException {
        try (TrellisClient owner = trellis(DemoUser.ADA)) {
            LocalTendril tendril = new LocalTendril(owner, ServicePrograms.TENDRIL, clock);
            tendril.layOutToken(secrets, settings.tendrilFolder());
            Path token = secrets.registrationToken(ServicePrograms.TENDRIL);
            SupervisedProcess agent = begin(programs().tendril(token));
            if (!tendril.awaitOnline(agent, ONLINE_MAX)) {
                throw agent.notReady("did not come online in " + ONLINE_MAX.toSeconds() + " s");
            }
        }
    }

    LocalTokens tokens() {
        return tokens;
    }

    /** The API as one of the demo users sees it. */
    TrellisClient trellis(DemoUser user) {
        return new TrellisClient(
                settings.ports().trellis().http(""), tokens.userToken(user, TOKEN_LIFE));
    }

    /** The running database. */
    synchronized SupervisedPostgres postgres() {
        if (postgres == null) {
            throw new IllegalStateException("not started");
        }
        return postgres;
    }

    /** A running service, by its name. */
    synchronized SupervisedProcess service(String name) {
        SupervisedProcess service = services.get(name);
        if (service == null) {
            throw new IllegalStateException("not started: " + name);
        }
        return service;
    }

    /** Stops everything: the Tendril first, which ends its job, and PostgreSQL last. */
    @Override
    public void close() {
        LinkedHashMap<String, SupervisedProcess> started;
        synchronized (this) {
            if (stopping) {
                return;
            }
            stopping = true;
            if (postgres == null) {
                running.leave(RunFolder.LAUNCHER);
                return;
            }
            started = new LinkedHashMap<>(services);
        }
        news.accept("stopping …");
        for (SupervisedProcess service : started.sequencedValues().reversed()) {
            service.close();
            running.leave(service.program().name());
        }
        synchronized (this) {
            if (postgres != null) {
                postgres.close();
            }
        }
        running.leave(RunFolder.LAUNCHER);
        news.accept("stopped");
    }

    private void requireNothingRuns() {
        running.living(RunFolder.LAUNCHER)
                .filter(launcher -> launcher.pid() != ProcessHandle.current().pid())
                .ifPresent(launcher -> {
                    throw new RefusedSettingException(
                            "Vintner is already up here (process %d): see ./vintner status, or stop it with ./vintner down"
                                    .formatted(launcher.pid()));
                });
    }

    private synchronized void startPostgres() {
        requireNotStopping();
        postgres = SupervisedPostgres.start(settings, clock, news);
    }

    private synchronized SupervisedProcess begin(Program program) {
        requireNotStopping();
        LogFiles.turn(program.log());
        SupervisedProcess service =
                new SupervisedProcess(program, RetryPolicy.STANDARD, clock, this::changed);
        services.put(program.name(), service);
        service.start();
        return service;
    }

    private void requireNotStopping() {
        if (stopping) {
            throw new IllegalStateException("stopped while starting");
        }
    }

    private ServicePrograms programs() throws IOException {
        return new ServicePrograms(
                settings,
                new ServicePrograms.SecretPaths(
                        secrets.feedSecret(), secrets.revocationSecret(), secrets.encryptionKeys()),
                tokens.anonKey());
    }

    private void changed(Program program, ProcessState state) {
        switch (state) {
            case ProcessState.Running(long pid) ->
                    ProcessHandle.of(pid).ifPresent(p -> running.enter(program.name(), p));
            case ProcessState.Restarting(int exitCode, Duration delay) ->
                    news.accept(
                            "%s ended with code %d and starts again in %.1f s; its log is %s"
                                    .formatted(
                                            program,
                                            exitCode,
                                            delay.toMillis() / 1000.0,
                                            program.log()));
            case ProcessState.GaveUp(int exitCode, int deaths) ->
                    news.accept(
                            "%s ended %d times in a row, last with code %d, and is not started again; its log is %s"
                                    .formatted(program, deaths, exitCode, program.log()));
            case ProcessState.Idle _, ProcessState.Stopped _ -> {
                // Nobody needs to be told.
            }
        }
    }

    /** Copies the demo's price list, unless its owner has one there already. */
    private void layOutPriceList() throws IOException {
        Path list = settings.data().resolve("prices.json");
        if (Files.exists(list)) {
            return;
        }
        try (InputStream prices = LocalStack.class.getResourceAsStream("prices.json")) {
            if (prices == null) {
                throw new IllegalStateException("prices.json is not on the class path");
            }
            Files.copy(prices, list);
        }
    }
}
