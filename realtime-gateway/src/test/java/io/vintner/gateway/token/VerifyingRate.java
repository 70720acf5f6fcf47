package io.vintner.gateway.token;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * By hand: how many distinct tokens a second are verified, by algorithm, on one thread and two, and
 * what one costs, which a busy machine does not change.
 */
final class VerifyingRate {

    private static final int TOKENS = 2_000;

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private VerifyingRate() {}

    public static void main(String[] arguments) throws Exception {
        TestKey ec = TestKey.ec("ec", "P-256");
        TestKey rsa = TestKey.rsa("rsa");
        TestKey edwards = TestKey.edwards("ed", "Ed25519");
        TestKey secret = TestKey.secret("oct", "a-secret-of-the-measurement-32-bytes");
        SigningKeys keys =
                SigningKeys.of(
                        TrustedKey.sharedSecret(
                                "another-secret-of-at-least-32-bytes"
                                        .getBytes(StandardCharsets.UTF_8)),
                        JwksDocument.read(TestKey.set(ec, rsa, edwards, secret), 10).keys());
        for (int round = 0; round < 3; round++) {
            measure("ES256", ec, keys);
            measure("RS256", rsa, keys);
            measure("EdDSA", edwards, keys);
            measure("HS256", secret, keys);
        }
    }

    private static void measure(String algorithm, TestKey key, SigningKeys keys) throws Exception {
        List<String> tokens = new ArrayList<>(TOKENS);
        for (int number = 0; number < TOKENS; number++) {
            tokens.add(
                    key.sign(
                            algorithm,
                            "{\"role\":\"anon\",\"sub\":\"user-%d\",\"exp\":4102444800}"
                                    .formatted(number)));
        }
        for (int threads = 1; threads <= 2; threads++) {
            // Remembers none, so that every one is verified.
            TokenVerifier verifier = new TokenVerifier(keys, Set.of("anon"), 0, Instant::now);
            AtomicLong spent = new AtomicLong();
            long begin = System.nanoTime();
            try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
                List<Callable<Void>> parts = new ArrayList<>();
                for (int part = 0; part < threads; part++) {
                    List<String> mine =
                            tokens.subList(part * TOKENS / threads, (part + 1) * TOKENS / threads);
                    parts.add(() -> {
                        long before = CPU.getCurrentThreadCpuTime();
                        mine.forEach(token -> accept(verifier, token));
                        spent.addAndGet(CPU.getCurrentThreadCpuTime() - before);
                        return null;
                    });
                }
                for (Future<Void> part : workers.invokeAll(parts)) {
                    part.get();
                }
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            System.out.printf(
                    "%s, %d thread(s): %,.0f tokens/s, %,d µs of CPU each%n",
                    algorithm, threads, TOKENS / seconds, spent.get() / TOKENS / 1_000);
        }
    }

    private static void accept(TokenVerifier verifier, String token) {
        if (!(verifier.verify(token) instanceof Verification.Accepted)) {
            throw new IllegalStateException("not accepted");
        }
    }
}
