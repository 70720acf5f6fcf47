package io.vintner.trellis.jobs.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.trellis.jobs.JobSweep;
import io.vintner.trellis.jobs.life.Call.Answer;
import io.vintner.trellis.testing.PostgresResource;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Random calls, several at a time, at the real service: there is always an order in which {@link
 * LifeModel}, one call after the other, answers the same and comes to what the database has.
 *
 * <p>{@code -Djobs.seed=…} plays the calls of a run again, {@code -Djobs.rounds=…} more of them.
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class JobLifePropertyIT {

    private static final Logger LOG = Logger.getLogger(JobLifePropertyIT.class);
    private static final int AT_ONCE = 4;
    private static final Pattern LIFE =
            Pattern.compile(
                    "queued(, claimed \\d+(, started(, cancel-asked)*)?, (released|lapsed))*"
                            + "(, cancelled|, claimed \\d+(, cancelled|, started"
                            + "(, cancel-asked)*(, (success|failed|cancelled))?)?)?"
                            + "(, late-outcome \\d+)*");

    @Inject JobSweep sweep;

    private record Done(Call call, Answer answer) {}

    @Test
    void whateverHappensAtTheSameTimeComesToWhatTheDesignSays() throws Exception {
        // Given
        long seed = Long.getLong("jobs.seed", new Random().nextLong());
        int rounds = Integer.getInteger("jobs.rounds", 120);
        LOG.infof("job life: -Djobs.seed=%d -Djobs.rounds=%d", seed, rounds);
        Cellar cellar = Cellar.open(3, 3, sweep);
        LifeModel known = new LifeModel();
        cellar.vines().forEach(vine -> known.vines.put(vine, Vine.NEW));
        Script script = new Script(new Random(seed), cellar);

        // When
        LifeModel end = known;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 1; round <= rounds; round++) {
                cellar.stopTheClock();
                List<Done> done = atOnce(threads, cellar, script.next(end, AT_ONCE));
                Map<String, String> seen = cellar.seen();
                LifeModel before = end;
                int number = round;
                end =
                        explained(end, done, done, seen)
                                .orElseGet(() -> unexplained(seed, number, before, done, seen));
            }
        }

        // Then
        Map<String, String> histories = cellar.histories();
        assertThat(histories.keySet()).isEqualTo(end.jobs.keySet());
        assertThat(histories.values()).as("seed %d", seed).allMatch(LIFE.asMatchPredicate());
        for (Job job : end.jobs.values()) {
            assertThat(histories.get(job.id()).matches(".*(success|failed|cancelled).*"))
                    .as("%s, history %s, seed %d", job, histories.get(job.id()), seed)
                    .isEqualTo(Set.of("SUCCESS", "FAILED", "CANCELLED").contains(job.status()));
        }
        assertThat(end.handedOut).as("jobs were claimed, seed %d", seed).hasSizeGreaterThan(10);
    }

    private static List<Done> atOnce(ExecutorService threads, Cellar cellar, List<Call> calls)
            throws Exception {
        List<Callable<Done>> work = new ArrayList<>();
        calls.forEach(call -> work.add(() -> new Done(call, cellar.make(call))));
        List<Done> done = new ArrayList<>();
        for (Future<Done> one : threads.invokeAll(work, 60, TimeUnit.SECONDS)) {
            done.add(one.get());
        }
        return done;
    }

    /** The state after some order of {@code left} that answers as was answered. */
    private static Optional<LifeModel> explained(
            LifeModel from, List<Done> left, List<Done> batch, Map<String, String> seen) {
        if (left.isEmpty()) {
            return from.seen().equals(seen) ? Optional.of(from) : Optional.empty();
        }
        for (Done first : left) {
            List<Done> others = new ArrayList<>(left);
            others.remove(first);
            Set<String> contended = new HashSet<>();
            batch.stream()
                    .filter(done -> !done.equals(first))
                    .forEach(done -> contended.addAll(done.call().touched()));
            for (LifeModel next : from.after(first.call(), first.answer(), contended)) {
                Optional<LifeModel> end = explained(next, others, batch, seen);
                if (end.isPresent()) {
                    return end;
                }
            }
        }
        return Optional.empty();
    }

    private static LifeModel unexplained(
            long seed, int round, LifeModel before, List<Done> done, Map<String, String> seen) {
        StringBuilder text = new StringBuilder();
        done.forEach(one -> text.append("\n  ").append(one));
        Map<String, String> was = before.seen();
        return fail(
                "round %d of seed %d: no order of these calls explains what came of them%s%n%s%n%s",
                round, seed, text, "before: " + lines(was, seen), "after:  " + lines(seen, was));
    }

    private static String lines(Map<String, String> these, Map<String, String> others) {
        StringBuilder text = new StringBuilder();
        these.forEach((id, line) -> {
            boolean same = line.equals(others.get(id));
            text.append("\n  ").append(same ? "= " : "! ").append(id).append(" ").append(line);
        });
        return text.toString();
    }
}
