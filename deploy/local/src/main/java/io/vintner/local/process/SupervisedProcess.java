package io.vintner.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One program, kept alive: started, started again when it dies, stopped when asked. Every change of
 * state is told to a listener, on the thread that watches the program. Thread-safe.
 */
public final class SupervisedProcess implements AutoCloseable {

    private final Program program;
    private final RetryPolicy restarts;
    private final InstantSource clock;
    private final BiConsumer<Program, ProcessState> listener;
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private @Nullable Process process;
    private @Nullable Thread watcher;
    private volatile ProcessState state = new ProcessState.Idle();

    /**
     * @param listener hears of every new state
     */
    public SupervisedProcess(
            Program program,
            RetryPolicy restarts,
            InstantSource clock,
            BiConsumer<Program, ProcessState> listener) {
        this.program = program;
        this.restarts = restarts;
        this.clock = clock;
        this.listener = listener;
    }

    public Program program() {
        return program;
    }

    public ProcessState state() {
        return state;
    }

    /** Starts the program and watches it from now on. */
    public synchronized void start() {
        if (watcher != null) {
            throw new IllegalStateException(program + " was started before");
        }
        launch();
        watcher = Thread.ofVirtual().name("watch-" + program).start(this::watch);
    }

    /** Waits until the program is ready; at once for a program without a health check. */
    public void awaitReady() throws NotReadyException, InterruptedException {
        if (program.health() != null) {
            new ReadyCheck(program, program.health(), clock).await(this::state, stopAsked);
        }
    }

    /** What to throw when the program is not ready for a reason that only the caller can see. */
    public NotReadyException notReady(String why) {
        return NotReadyException.of(program, why);
    }

    /** The program's present process, or null while it has none. */
    public synchronized @Nullable ProcessHandle handle() {
        return process == null ? null : process.toHandle();
    }

    /**
     * Asks the program to end, as often as its {@link Program#stopWaits} say, then kills it, and
     * returns when it is gone.
     */
    public void stop() throws InterruptedException {
        Process running;
        Thread watching;
        synchronized (this) {
            stopAsked.countDown();
            running = process;
            watching = watcher;
        }
        if (running == null || watching == null) {
            return;
        }
        for (Duration wait : program.stopWaits()) {
            running.destroy();
            if (running.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        if (running.isAlive()) {
            running.destroyForcibly().waitFor();
        }
        watching.join();
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Process launch() {
        ProcessBuilder builder = new ProcessBuilder(program.command());
        builder.environment().putAll(program.environment());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(program.log().toFile()));
        builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        try {
            Files.createDirectories(program.log().toAbsolutePath().getParent());
            Process started = builder.start();
            process = started;
            become(new ProcessState.Running(started.pid()));
            return started;
        } catch (IOException failure) {
            throw new UncheckedIOException(program + " could not be started", failure);
        }
    }

    private void watch() {
        try {
            int deaths = 0;
            Process running = current();
            while (true) {
                long began = clock.millis();
                int exitCode = running.waitFor();
                boolean calm = clock.millis() - began >= restarts.calm().toMillis();
                deaths = calm ? 1 : deaths + 1;
                if (stopAsked.getCount() == 0) {
                    become(new ProcessState.Stopped());
                    return;
                }
                if (!restarts.allows(deaths)) {
                    become(new ProcessState.GaveUp(exitCode, deaths));
                    return;
                }
                Duration delay = restarts.delay(deaths);
                become(new ProcessState.Restarting(exitCode, delay));
                Process next = relaunchAfter(delay);
                if (next == null) {
                    become(new ProcessState.Stopped());
                    return;
                }
                running = next;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The new process, or null when a stop was asked for in the meantime. */
    private @Nullable Process relaunchAfter(Duration delay) throws InterruptedException {
        if (stopAsked.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
            return null;
        }
        synchronized (this) {
            return stopAsked.getCount() == 0 ? null : launch();
        }
    }

    private synchronized Process current() {
        if (process == null) {
            throw new IllegalStateException(program + " has no process");
        }
        return process;
    }

    private void become(ProcessState next) {
        state = next;
        listener.accept(program, next);
    }
}
