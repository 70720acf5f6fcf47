package io.vintner.gateway.token;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The newest {@link SigningKeys}. Key sets are read again at an interval, and when a token names a
 * key that is not known, but never more often than allowed: one reading serves all who wait for it.
 * What cannot be read leaves the last good set in force. Thread-safe.
 */
public final class KeyRing {

    private static final Logger LOG = Logger.getLogger(KeyRing.class);

    private final @Nullable TrustedKey secret;
    private final List<JwksSource> sources;
    private final Limits limits;
    private final InstantSource clock;
    private final Semaphore places;
    private final Map<JwksSource, List<TrustedKey>> lastGood = new HashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile SigningKeys current;
    private @Nullable CompletableFuture<Void> reading;
    private Instant readAt = Instant.MIN;
    private volatile boolean failing;

    /**
     * How key sets are read.
     *
     * @param interval after how long they are read again
     * @param pauseMin what lies between two readings at least
     * @param waitMax how long a token of an unknown key waits for a reading
     * @param waitersMax how many tokens may wait; others are judged by the known keys
     * @param keysMax how many keys a set may hold
     */
    record Limits(
            Duration interval, Duration pauseMin, Duration waitMax, int waitersMax, int keysMax) {}

    KeyRing(
            @Nullable TrustedKey secret,
            List<JwksSource> sources,
            Limits limits,
            InstantSource clock) {
        this.secret = secret;
        this.sources = List.copyOf(sources);
        this.limits = limits;
        this.clock = clock;
        this.places = new Semaphore(limits.waitersMax());
        this.current = SigningKeys.of(secret, List.of());
    }

    private KeyRing(SigningKeys keys) {
        this(
                null,
                List.of(),
                new Limits(Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, 0),
                InstantSource.system());
        this.current = keys;
    }

    /**
     * As configured; key sets are not yet read.
     *
     * @param secret the shared one, if there is one
     * @throws IllegalArgumentException if it is shorter than 32 bytes
     */
    public static KeyRing of(
            TokenConfig.Jwks config, Optional<String> secret, InstantSource clock) {
        List<JwksSource> sources = new ArrayList<>();
        config.file().ifPresent(file -> sources.add(new JwksFile(file, config.bytesMax())));
        config.url()
                .ifPresent(
                        url -> sources.add(new JwksUrl(url, config.readMax(), config.bytesMax())));
        return new KeyRing(
                secret.map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .map(TrustedKey::sharedSecret)
                        .orElse(null),
                sources,
                new Limits(
                        config.interval(),
                        config.pauseMin(),
                        config.readMax(),
                        config.waitersMax(),
                        config.keysMax()),
                clock);
    }

    /** Keys that never change. */
    static KeyRing fixed(SigningKeys keys) {
        return new KeyRing(keys);
    }

    /** The keys as they were last read. */
    public SigningKeys current() {
        return current;
    }

    /** Calls {@code listener} whenever the keys have changed, on a thread of its own. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Reads the key sets if it is time; does not wait. */
    public void tick() {
        var _ = begin(failing ? limits.pauseMin() : limits.interval());
    }

    /** Reads the key sets for the first time and waits for that, but not for long. */
    public void readFirst() {
        await(begin(Duration.ZERO));
    }

    /**
     * The keys after those who publish them were asked again, if that is allowed now. Waits: for
     * virtual threads.
     */
    SigningKeys askedAgain() {
        @Nullable CompletableFuture<Void> running = begin(limits.pauseMin());
        if (running != null && places.tryAcquire()) {
            try {
                await(running);
            } finally {
                places.release();
            }
        }
        return current;
    }

    private void await(@Nullable CompletableFuture<Void> running) {
        if (running == null) {
            return;
        }
        try {
            running.get(limits.waitMax().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException ours) {
            LOG.error("keys could not be taken in", ours.getCause());
        } catch (TimeoutException late) {
            LOG.debug("keys are still being read");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** The reading that is under way, or a new one if the last is long enough ago; else null. */
    private synchronized @Nullable CompletableFuture<Void> begin(Duration pause) {
        if (reading != null && !reading.isDone()) {
            return reading;
        }
        Instant now = clock.instant();
        boolean first = readAt.equals(Instant.MIN);
        if (sources.isEmpty() || (!first && now.isBefore(readAt.plus(pause)))) {
            return null;
        }
        readAt = now;
        CompletableFuture<Void> begun = new CompletableFuture<>();
        reading = begun;
        Thread.ofVirtual()
                .name("keys")
                .start(() -> {
                    try {
                        readAll();
                        begun.complete(null);
                    } catch (RuntimeException | Error failure) {
                        begun.completeExceptionally(failure);
                    }
                });
        return begun;
    }

    /** On one thread at a time. */
    private void readAll() {
        boolean failed = false;
        for (JwksSource source : sources) {
            try {
                JwksDocument document = JwksDocument.read(source.read(), limits.keysMax());
                lastGood.put(source, document.keys());
            } catch (JwksUnavailableException | MalformedJwksException unusable) {
                failed = true;
                if (!failing) {
                    LOG.warnf(
                            "keys cannot be read, the last good ones stay, source=%s error=%s",
                            source.name(), unusable.getMessage());
                }
            }
        }
        failing = failed;
        List<TrustedKey> all = new ArrayList<>();
        sources.forEach(source -> all.addAll(lastGood.getOrDefault(source, List.of())));
        SigningKeys keys = SigningKeys.of(secret, all);
        if (!keys.sameAs(current)) {
            current = keys;
            LOG.infof("keys were read, keys=%d", keys.size());
            listeners.forEach(Runnable::run);
        }
    }
}
