package io.vintner.tendril.job;

import io.vintner.tendril.journal.Note;
import io.vintner.tendril.journal.Progress;
import io.vintner.tendril.terraform.TerraformProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ends a job before its time: first by asking, which keeps further steps from starting and sends
 * Terraform exactly one SIGTERM; then, if the job changes nothing real, by killing it after a
 * deadline. A job that does change something is killed only on an explicit demand.
 *
 * <p>Thread-safe; no method waits for Terraform.
 */
final class Cancellation {

    /** How long a job that changes nothing may take to end after SIGTERM. */
    static final Duration TERM_MAX = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(Cancellation.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final boolean mutating;
    private final Duration termMax;
    private final Consumer<String> system;
    private final Consumer<Note> notes;

    private boolean asked;
    private boolean forced;
    private boolean leaseLost;
    private @Nullable TerraformProcess running;

    /**
     * How jobs are ended here.
     *
     * @param mutating whether the job changes anything real
     * @param termMax how long another one may take to end after SIGTERM
     */
    record Rules(boolean mutating, Duration termMax) {}

    /**
     * @param before what an earlier run of the agent had been asked
     * @param system takes lines for the job's log
     * @param notes takes what the next run of the agent must know
     */
    Cancellation(Rules rules, Progress before, Consumer<String> system, Consumer<Note> notes) {
        this.mutating = rules.mutating();
        this.termMax = rules.termMax();
        this.asked = before.cancelAsked();
        this.forced = before.cancelForced();
        this.leaseLost = before.leaseLost();
        this.system = system;
        this.notes = notes;
    }

    /** Asks the job to end. Asking again changes nothing. */
    void ask(String by) {
        change(
                () -> {
                    if (asked) {
                        return false;
                    }
                    asked = true;
                    return true;
                },
                new Note.CancelAsked(by),
                SystemLine.cancelAsked(by),
                this::terminate);
    }

    /** Ends the job at once. */
    void force(String by) {
        change(
                () -> {
                    if (forced) {
                        return false;
                    }
                    asked = true;
                    forced = true;
                    return true;
                },
                new Note.CancelForced(by),
                SystemLine.cancelAsked(by) + ", at once",
                this::kill);
    }

    /** The job is someone else's now: ends it like an ask, and nothing will be reported. */
    void leaseLost() {
        change(
                () -> {
                    if (leaseLost) {
                        return false;
                    }
                    asked = true;
                    leaseLost = true;
                    return true;
                },
                new Note.LeaseLost(),
                SystemLine.leaseLost(),
                this::terminate);
    }

    boolean asked() {
        lock.lock();
        try {
            return asked;
        } finally {
            lock.unlock();
        }
    }

    boolean terraformRuns() {
        lock.lock();
        try {
            return running != null;
        } finally {
            lock.unlock();
        }
    }

    boolean lostLease() {
        lock.lock();
        try {
            return leaseLost;
        } finally {
            lock.unlock();
        }
    }

    /** Waits at most so long for someone to ask; true if someone has. */
    boolean awaitAsked(Duration max) throws InterruptedException {
        lock.lock();
        try {
            long nanos = max.toNanos();
            while (!asked && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return asked;
        } finally {
            lock.unlock();
        }
    }

    /** A command runs now; one that starts in spite of an ask hears of it at once. */
    void started(TerraformProcess process, boolean evenIfAsked) {
        lock.lock();
        try {
            running = process;
            if (forced) {
                inBackground(process, this::kill);
            } else if (asked && !evenIfAsked) {
                inBackground(process, this::terminate);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The command has ended. */
    void ended() {
        lock.lock();
        try {
            running = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Does something to a running command. */
    @FunctionalInterface
    private interface Blow {
        void to(TerraformProcess process) throws IOException, InterruptedException;
    }

    /** Changes the state of this object. */
    @FunctionalInterface
    private interface Change {
        boolean made();
    }

    private void change(Change change, Note note, String line, Blow blow) {
        lock.lock();
        try {
            if (!change.made()) {
                return;
            }
            changed.signalAll();
            notes.accept(note);
            system.accept(line);
            if (running != null) {
                inBackground(running, blow);
            }
        } finally {
            lock.unlock();
        }
    }

    private static void inBackground(TerraformProcess process, Blow blow) {
        Thread.ofVirtual()
                .name("job-cancel")
                .start(() -> {
                    try {
                        blow.to(process);
                    } catch (IOException unreadable) {
                        LOG.error("terraform could not be signalled", unreadable);
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private void terminate(TerraformProcess process) throws IOException, InterruptedException {
        if (process.terminate()) {
            system.accept(SystemLine.sentSignal("SIGTERM"));
        }
        if (!mutating && !awaitEnd(process)) {
            kill(process);
        }
    }

    private void kill(TerraformProcess process) throws IOException, InterruptedException {
        process.kill();
        system.accept(SystemLine.sentSignal("SIGKILL"));
    }

    private boolean awaitEnd(TerraformProcess process) throws InterruptedException {
        lock.lock();
        try {
            long nanos = termMax.toNanos();
            while (process.equals(running) && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return !process.equals(running);
        } finally {
            lock.unlock();
        }
    }
}
