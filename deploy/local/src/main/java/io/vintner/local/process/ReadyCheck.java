package io.vintner.local.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Asks a program's health check until it answers 200, or says why it does not. */
public final class ReadyCheck {

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private final Program program;
    private final URI health;
    private final InstantSource clock;

    ReadyCheck(Program program, URI health, InstantSource clock) {
        this.program = program;
        this.health = health;
        this.clock = clock;
    }

    /** Whether the health check at {@code health} answers 200 now. */
    public static boolean isReady(HttpClient http, URI health) throws InterruptedException {
        try {
            HttpRequest ask = HttpRequest.newBuilder(health).timeout(ANSWER_MAX).build();
            return http.send(ask, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    void await(Supplier<ProcessState> state, CountDownLatch stopAsked)
            throws NotReadyException, InterruptedException {
        long deadline = clock.millis() + program.startMax().toMillis();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_MAX).build()) {
            while (!isReady(http, health)) {
                if (state.get() instanceof ProcessState.GaveUp(int exitCode, int deaths)) {
                    throw NotReadyException.of(
                            program,
                            "ended %d times, last with code %d".formatted(deaths, exitCode));
                }
                if (clock.millis() > deadline) {
                    throw NotReadyException.of(
                            program,
                            "was not ready after %d s".formatted(program.startMax().toSeconds()));
                }
                if (stopAsked.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw NotReadyException.of(program, "was stopped before it was ready");
                }
            }
        }
    }
}
