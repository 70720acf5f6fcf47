package io.vintner.relay.bench;

import io.vintner.measure.ServiceProgram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Asks the relay's own metrics for its heap, a few times a second, until it is closed. What it
 * counts as used includes garbage that has not been collected yet.
 */
final class HeapWatch implements AutoCloseable {

    private static final long PERIOD_MILLIS = 250;

    private final ServiceProgram relay;
    private final List<Sample> samples = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /**
     * @param used bytes of the heap, with garbage
     * @param live bytes of the old generation after its last collection
     * @param events that the relay has read so far
     */
    record Sample(double used, double live, double events) {}

    HeapWatch(ServiceProgram relay) {
        this.relay = relay;
        this.thread = Thread.ofVirtual().start(this::watch);
    }

    /** Ends the watch; the samples in order, from the one on that saw the first new event. */
    List<Sample> stop() throws InterruptedException {
        closed.countDown();
        thread.join();
        double before = samples.isEmpty() ? 0 : samples.getFirst().events();
        return samples.stream().filter(sample -> sample.events() > before).toList();
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void watch() {
        try {
            while (!closed.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
                samples.add(
                        new Sample(
                                relay.metric("jvm_memory_used_bytes", "area=\"heap\""),
                                relay.metric("jvm_gc_live_data_size_bytes", ""),
                                relay.metric("vintner_relay_events_total", "")));
            }
        } catch (IOException gone) {
            // The drain that is watched fails too, and says why.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
