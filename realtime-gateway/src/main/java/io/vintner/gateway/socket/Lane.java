package io.vintner.gateway.socket;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Runs tasks one after the other, in the order given, on a thread that exists only meanwhile. */
final class Lane {

    private final Executor threads;
    private final Runnable whenIdle;
    private final Queue<Runnable> waiting = new ArrayDeque<>(2);
    private boolean running;

    /**
     * @param whenIdle called each time nothing is left to run
     */
    Lane(Executor threads, Runnable whenIdle) {
        this.threads = threads;
        this.whenIdle = whenIdle;
    }

    /** Runs {@code task} after those given before; it must not throw. */
    void run(Runnable task) {
        synchronized (waiting) {
            waiting.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        threads.execute(this::drain);
    }

    private void drain() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
        whenIdle.run();
    }

    /** Whether nothing runs and nothing waits. */
    boolean isIdle() {
        synchronized (waiting) {
            return !running;
        }
    }

    private @Nullable Runnable next() {
        synchronized (waiting) {
            Runnable task = waiting.poll();
            running = task != null;
            return task;
        }
    }
}
