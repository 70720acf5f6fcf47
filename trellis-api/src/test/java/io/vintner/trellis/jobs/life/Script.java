package io.vintner.trellis.jobs.life;

import io.vintner.trellis.jobs.life.Call.Held;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Thinks up what happens next: mostly what makes sense as things are, sometimes what a confused or
 * late Tendril does. Depends on nothing but the random numbers and what is known of the jobs.
 */
final class Script {

    private static final int OPEN_MAX = 12;
    private static final List<String> TYPES =
            List.of("PLAN", "CONNECTION_TEST", "DEPLOY", "DEPLOY", "DESTROY");
    private static final List<String> STATUSES =
            List.of(
                    "PROCESSING",
                    "PROCESSING",
                    "PROCESSING",
                    "SUCCESS",
                    "SUCCESS",
                    "FAILED",
                    "CANCELLED",
                    "QUEUED");

    private final Random random;
    private final Cellar cellar;

    Script(Random random, Cellar cellar) {
        this.random = random;
        this.cellar = cellar;
    }

    /** Calls that are made at the same time, often about one job. */
    List<Call> next(LifeModel known, int most) {
        List<Job> all = sorted(known);
        List<Job> open =
                all.stream().filter(job -> !job.status().matches("SUC.*|FAI.*|CANC.*")).toList();
        @Nullable Job subject = open.isEmpty() ? null : pick(open);
        List<Call> calls = new ArrayList<>();
        for (int i = random.nextInt(most) + 1; i > 0; i--) {
            @Nullable Job job = subject == null || random.nextInt(3) == 0 ? any(all) : subject;
            calls.add(job == null || open.isEmpty() ? queue() : call(known, job, open.size()));
        }
        return calls;
    }

    private Call call(LifeModel known, Job job, int open) {
        int dice = random.nextInt(100);
        if (dice < 18) {
            return open < OPEN_MAX ? queue() : claim();
        }
        if (dice < 40) {
            return claim();
        }
        if (dice < 65) {
            Held held = held(known, job);
            return held == null ? claim() : new Call.Report(held, pick(STATUSES));
        }
        if (dice < 75) {
            return beat(known);
        }
        if (dice < 83) {
            return new Call.Cancel(job.id(), random.nextInt(3) == 0 ? "force" : "graceful");
        }
        if (dice < 89) {
            return new Call.Silence(job.id());
        }
        return dice < 97 ? new Call.Sweep() : new Call.Reconcile(pick(cellar.vines()));
    }

    private Call queue() {
        String worker = random.nextInt(5) == 0 ? pick(cellar.workers()) : null;
        return new Call.Queue(pick(cellar.vines()), pick(TYPES), worker);
    }

    /** With few keys, so that some are used again. */
    private Call claim() {
        return new Call.Claim(pick(cellar.workers()), "k" + random.nextInt(6));
    }

    /** The lease of the job; sometimes an old one, another job's, or that of another Tendril. */
    private @Nullable Held held(LifeModel known, Job job) {
        List<Held> ever =
                known.handedOut.stream()
                        .filter(held -> held.job().equals(job.id()))
                        .sorted(Comparator.comparingLong(Held::epoch))
                        .toList();
        if (ever.isEmpty()) {
            return null;
        }
        Held held = random.nextInt(5) == 0 ? pick(ever) : ever.getLast();
        return random.nextInt(12) == 0
                ? new Held(pick(cellar.workers()), held.job(), held.epoch())
                : held;
    }

    private Call beat(LifeModel known) {
        String worker = pick(cellar.workers());
        List<Held> own = new ArrayList<>();
        known.handedOut.stream()
                .filter(held -> held.worker().equals(worker))
                .sorted(Comparator.comparingLong(Held::epoch).reversed())
                .limit(6)
                .filter(held -> random.nextInt(4) > 0)
                .forEach(own::add);
        return new Call.Beat(worker, own);
    }

    private @Nullable Job any(List<Job> jobs) {
        return jobs.isEmpty() ? null : pick(jobs);
    }

    private static List<Job> sorted(LifeModel known) {
        return known.jobs.values().stream()
                .sorted(Comparator.comparing(Job::createdAt).thenComparing(Job::id))
                .toList();
    }

    private <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }
}
