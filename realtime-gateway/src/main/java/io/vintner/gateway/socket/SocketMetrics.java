package io.vintner.gateway.socket;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vintner.gateway.channel.ChannelRegistry;
import io.vintner.gateway.channel.Refusal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what happens at the sockets, from the start. Labels come from closed sets only. */
@Startup
@ApplicationScoped
class SocketMetrics {

    private final MeterRegistry meters;
    private final AtomicInteger connections;
    private final AtomicLong queueBytes;
    private final Counter malformed;
    private final Counter ignored;
    private final Counter slowReaders;

    SocketMetrics(MeterRegistry meters, ChannelRegistry channels) {
        this.meters = meters;
        this.connections = meters.gauge("vintner_gateway_connections", new AtomicInteger());
        this.queueBytes = meters.gauge("vintner_gateway_queue_bytes", new AtomicLong());
        // From the start: what appears with its first event has grown by nothing, to an alert.
        this.malformed = meters.counter("vintner_gateway_frames_malformed_total");
        this.ignored = meters.counter("vintner_gateway_frames_ignored_total");
        this.slowReaders = meters.counter("vintner_gateway_slow_readers_total");
        meters.gauge("vintner_gateway_channels", channels, ChannelRegistry::size);
    }

    /** How many bytes wait to be sent, on all connections. */
    AtomicLong queueBytes() {
        return queueBytes;
    }

    void opened() {
        connections.incrementAndGet();
    }

    void closed() {
        connections.decrementAndGet();
    }

    void refused(Refusal refusal) {
        refused(refusal.code());
    }

    void refused(String code) {
        meters.counter("vintner_gateway_refusals_total", "reason", code).increment();
    }

    void malformed() {
        malformed.increment();
    }

    /** An event that the gateway does not know, or a part of a join of the wrong type. */
    void ignored() {
        ignored.increment();
    }

    void slowReader() {
        slowReaders.increment();
    }
}
