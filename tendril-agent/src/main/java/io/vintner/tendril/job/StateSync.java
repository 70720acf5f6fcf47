package io.vintner.tendril.job;

import io.vintner.tendril.control.ControlPlane;
import io.vintner.tendril.control.LeaseRef;
import io.vintner.tendril.control.PulledState;
import io.vintner.tendril.control.RefusedException;
import io.vintner.tendril.control.Retry;
import io.vintner.tendril.control.UnansweredException;
import io.vintner.tendril.control.VineId;
import io.vintner.tendril.journal.Note;
import io.vintner.tendril.terraform.StateSnapshot;
import io.vintner.tendril.terraform.Workdir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the control plane's copy of a vine's state as new as the file that Terraform writes: pulls
 * it before, pushes every new serial while Terraform runs, and does not rest at the end before the
 * last one is acknowledged. Terraform waits for none of this.
 *
 * <p>While the control plane is away, Terraform's own file is the spool: only the newest serial is
 * owed. When the job turns out to be somebody else's by now, Terraform's last state is stored
 * apart.
 */
final class StateSync {

    /** How often the file is looked at. */
    static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    /** How long a file that is not whole may stay so after Terraform has ended. */
    private static final Duration WHOLE_MAX = Duration.ofSeconds(10);

    private static final Logger LOG = Logger.getLogger(StateSync.class);

    private final ControlPlane control;
    private final Retry retry;
    private final LeaseRef job;
    private final VineId vine;
    private final Workdir workdir;
    private final Cancellation cancellation;
    private final Consumer<String> system;
    private final Consumer<Note> notes;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean pulled;
    private long storedSerial = Note.StateStored.NO_STATE;
    private @Nullable Long fetchedVersion;
    private boolean ending;
    private @Nullable Thread watcher;
    private @Nullable String refusal;

    /** Whose state, and where it goes. */
    record Owner(LeaseRef job, VineId vine) {}

    StateSync(ControlPlane control, Retry retry, Owner owner, Workdir workdir, JobVoice voice) {
        this.control = control;
        this.retry = retry;
        this.job = owner.job();
        this.vine = owner.vine();
        this.workdir = workdir;
        this.cancellation = voice.cancellation();
        this.system = voice.system();
        this.notes = voice.notes();
    }

    /** An earlier run of the agent has fetched the state: from now on the file here counts. */
    void alreadyPulled(@Nullable Long stored, @Nullable Long version) {
        pulled = true;
        storedSerial = stored == null ? Note.StateStored.NO_STATE : stored;
        fetchedVersion = version;
    }

    /** The number of the state that was fetched, 0 if the vine had none; empty if not known. */
    Optional<Long> fetchedVersion() {
        return Optional.ofNullable(fetchedVersion);
    }

    /** Fetches the vine's state, if it has one, before anything looks at it. */
    void pull(Retry.Pause pause) throws StepFailedException, InterruptedException {
        if (pulled) {
            return;
        }
        try {
            Optional<PulledState> state =
                    retry.call("pull-state", () -> control.pullState(job, vine), pause);
            long version = state.map(PulledState::version).orElse(0L);
            if (state.isPresent()) {
                Files.write(workdir.state(), state.get().bytes());
                storedSerial =
                        StateSnapshot.read(workdir.state())
                                .map(StateSnapshot::serial)
                                .orElseThrow(() ->
                                        new StepFailedException("the stored state is no state"));
            }
            fetchedVersion = version;
            notes.accept(Note.StateStored.fetched(storedSerial, version));
        } catch (RefusedException refused) {
            throw new StepFailedException("the state was not handed out: " + refused.code());
        } catch (UnansweredException givenUp) {
            throw new StepFailedException("cancelled before the state was fetched", givenUp);
        } catch (IOException disk) {
            throw new StepFailedException("the state could not be written to the disk", disk);
        }
    }

    /** Terraform is about to write the state: watches the file from now on. */
    void watch() {
        watcher = Thread.ofVirtual().name("job-state-watch").start(this::pushNewSerials);
    }

    /**
     * Terraform has ended: pushes what is left and returns when it is acknowledged.
     *
     * @throws StepFailedException if the last state will never be stored; it then stays on the disk
     */
    void settle() throws StepFailedException, InterruptedException {
        lock.lock();
        try {
            ending = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (watcher != null) {
            watcher.join();
        }
        if (refusal != null) {
            throw new StepFailedException(refusal);
        }
    }

    private void pushNewSerials() {
        try {
            pushOrStoreApart();
        } catch (RefusedException refused) {
            system.accept(SystemLine.stateRefused(refused.code()));
            refusal = SystemLine.stateRefused(refused.code());
        } catch (IOException unreadable) {
            LOG.error("state could not be read", unreadable);
            refusal = "the state could not be read";
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            refusal = "stopped before the state was stored";
        }
    }

    private void pushOrStoreApart() throws RefusedException, IOException, InterruptedException {
        try {
            while (awaitLook()) {
                push(StateSnapshot.read(workdir.state()));
            }
            push(last());
        } catch (RefusedException refused) {
            boolean notOurs =
                    refused.is(RefusedException.LEASE_LOST)
                            || refused.is(RefusedException.STATE_NOT_LOCKED);
            if (!notOurs) {
                throw refused;
            }
            cancellation.leaseLost();
            while (awaitLook()) {
                // Terraform ends when it ends
            }
            storeApart(last());
        }
    }

    /** Somebody else may have the vine by now: the state goes beside the vine's own. */
    private void storeApart(Optional<StateSnapshot> state)
            throws RefusedException, InterruptedException {
        if (state.isPresent() && state.get().serial() != storedSerial) {
            StateSnapshot snapshot = state.get();
            long serial =
                    retry.call(
                            "store-orphan",
                            () -> {
                                control.pushOrphan(job, vine, snapshot.bytes());
                                return snapshot.serial();
                            });
            system.accept(SystemLine.stateStoredApart(serial));
        }
    }

    /** The state that Terraform left; waits for a file that is not whole. */
    private Optional<StateSnapshot> last() throws IOException, InterruptedException {
        Path file = Files.exists(workdir.erroredState()) ? workdir.erroredState() : workdir.state();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Optional<StateSnapshot> last = StateSnapshot.read(file);
        for (long looks = WHOLE_MAX.dividedBy(LOOK_INTERVAL);
                last.isEmpty() && looks > 0;
                looks--) {
            Retry.Pause.PATIENT.pause(LOOK_INTERVAL);
            last = StateSnapshot.read(file);
        }
        if (last.isEmpty()) {
            throw new IOException("the last state is not whole");
        }
        return last;
    }

    private void push(Optional<StateSnapshot> state) throws RefusedException, InterruptedException {
        if (state.isPresent() && state.get().serial() != storedSerial) {
            StateSnapshot snapshot = state.get();
            retry.call(
                    "push-state",
                    () -> {
                        control.pushState(job, vine, snapshot.bytes());
                        return snapshot.serial();
                    });
            storedSerial = snapshot.serial();
            notes.accept(Note.StateStored.brought(storedSerial));
            system.accept(SystemLine.stateStored(storedSerial));
        }
    }

    /** Waits until it is time to look again; false when Terraform has ended. */
    private boolean awaitLook() throws InterruptedException {
        lock.lock();
        try {
            long nanos = LOOK_INTERVAL.toNanos();
            while (!ending && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return !ending;
        } finally {
            lock.unlock();
        }
    }
}
