package io.vintner.trellis.jobs.life;

import io.vintner.trellis.jobs.life.Call.Answer;
import io.vintner.trellis.jobs.life.Call.Held;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The life of jobs as the design tells it, one call after the other: what each call may answer, and
 * what is left after it. It shares no code with the service.
 */
final class LifeModel {

    private static final int ATTEMPTS_MAX = 3;

    final Map<String, Job> jobs = new HashMap<>();
    final Map<String, Lease> leases = new HashMap<>();
    final Map<String, Vine> vines = new HashMap<>();
    private final Map<String, Held> answered = new HashMap<>();

    /** Every lease there ever was. */
    final Set<Held> handedOut;

    LifeModel() {
        this.handedOut = new HashSet<>();
    }

    private LifeModel(LifeModel other) {
        jobs.putAll(other.jobs);
        leases.putAll(other.leases);
        vines.putAll(other.vines);
        answered.putAll(other.answered);
        handedOut = new HashSet<>(other.handedOut);
    }

    /**
     * Every state that may be left when {@code call} was answered so; none when it never is.
     *
     * @param contended jobs that another call may have held meanwhile
     */
    List<LifeModel> after(Call call, Answer answer, Set<String> contended) {
        LifeModel next = new LifeModel(this);
        return switch (call) {
            case Call.Queue queue -> next.queue(queue, answer) ? List.of(next) : List.of();
            case Call.Claim claim ->
                    next.claim(claim, answer, contended) ? List.of(next) : List.of();
            case Call.Beat beat -> next.beat(beat, answer) ? List.of(next) : List.of();
            case Call.Report report -> next.report(report, answer) ? List.of(next) : List.of();
            case Call.Cancel cancel -> next.cancel(cancel, answer) ? List.of(next) : List.of();
            case Call.Silence silence -> {
                next.leases.computeIfPresent(silence.job(), (_, lease) -> lease.forgotten());
                yield List.of(next);
            }
            case Call.Sweep _ -> swept(contended);
            case Call.Reconcile reconcile -> {
                next.vines.computeIfPresent(reconcile.vine(), (_, vine) -> vine.known());
                yield answer.ok() ? List.of(next) : List.of();
            }
        };
    }

    private boolean queue(Call.Queue call, Answer answer) {
        Vine vine = vines.get(call.vine());
        if (call.type().equals("DESTROY") && Set.of("DRAFT", "DESTROYED").contains(vine.status())) {
            return answer.refused("vine-not-deployed", vine.status());
        }
        if (Job.MUTATING.contains(call.type()) && vine.quarantined()) {
            return answer.refused("vine-needs-reconcile");
        }
        if (answer.status() != 201) {
            return false;
        }
        String id = answer.text("id");
        jobs.put(
                id,
                new Job(
                        id,
                        call.vine(),
                        call.type(),
                        OffsetDateTime.parse(answer.text("created_at")),
                        call.worker(),
                        "QUEUED",
                        1,
                        null));
        return true;
    }

    private boolean claim(Call.Claim call, Answer answer, Set<String> contended) {
        String key = call.worker() + " " + call.key();
        Held before = answered.get(key);
        if (before != null
                && leases.containsKey(before.job())
                && leases.get(before.job()).isOf(before)
                && !leases.get(before.job()).ended()) {
            return answer.status() == 200 && held(call, answer).equals(before);
        }
        List<Job> queue =
                jobs.values().stream()
                        .filter(job -> mayHave(call.worker(), job))
                        .sorted(Comparator.comparing(Job::createdAt).thenComparing(Job::id))
                        .toList();
        if (answer.status() == 204) {
            return queue.stream().allMatch(job -> isPassedBy(job, queue, contended));
        }
        Held held = held(call, answer);
        Job taken = jobs.get(held.job());
        if (taken == null || !queue.contains(taken)) {
            return false;
        }
        boolean first =
                queue.stream()
                        .takeWhile(job -> !job.equals(taken))
                        .allMatch(
                                older -> contended.contains(older.id()) && !sameTurn(older, taken));
        boolean rises =
                handedOut.stream()
                        .allMatch(older ->
                                older.job().equals(held.job())
                                        ? older.epoch() < held.epoch()
                                        : older.epoch() != held.epoch());
        handedOut.add(held);
        answered.put(key, held);
        jobs.put(taken.id(), taken.takenBy(call.worker()));
        leases.put(taken.id(), Lease.begun(held));
        if (taken.mutating()) {
            vines.computeIfPresent(taken.vine(), (_, vine) -> vine.lockedBy(taken.id()));
        }
        return first
                && rises
                && answer.inner("job", "attempt").equals(taken.attempt())
                && answer.inner("job", "job_type").equals(taken.type());
    }

    private static Held held(Call.Claim call, Answer answer) {
        return answer.status() == 200
                ? new Held(
                        call.worker(),
                        (String) answer.inner("job", "id"),
                        ((Number) answer.inner("lease", "epoch")).longValue())
                : new Held(call.worker(), "none", 0);
    }

    private boolean mayHave(String worker, Job job) {
        return job.status().equals("QUEUED")
                && (job.assigned() == null || job.assigned().equals(worker))
                && !(job.mutating() && isBusy(job.vine()));
    }

    private boolean isBusy(String vine) {
        return vines.get(vine).lock() != null
                || jobs.values().stream()
                        .filter(Job::mutating)
                        .filter(Job::running)
                        .anyMatch(job -> job.vine().equals(vine));
    }

    /** Whether another call may hold it, or what must be done before it. */
    private static boolean isPassedBy(Job job, List<Job> queue, Set<String> contended) {
        return contended.contains(job.id())
                || queue.stream()
                        .takeWhile(older -> !older.equals(job))
                        .anyMatch(older -> contended.contains(older.id()) && sameTurn(older, job));
    }

    /** What changes one vine is never done in another order than it was asked for. */
    private static boolean sameTurn(Job older, Job younger) {
        return older.mutating() && younger.mutating() && older.vine().equals(younger.vine());
    }

    private boolean beat(Call.Beat call, Answer answer) {
        List<String> expected = new ArrayList<>();
        for (Held held : call.held()) {
            Held named = new Held(call.worker(), held.job(), held.epoch());
            expected.add(held.job() + " " + held.epoch() + " " + directive(named));
            Lease lease = leases.get(held.job());
            if (lease != null && lease.isOf(named)) {
                leases.put(held.job(), lease.renewed());
            }
        }
        return answer.status() == 200
                && expected.equals(answer.each("directives", "job_id", "epoch", "directive"));
    }

    private String directive(Held held) {
        Lease lease = leases.get(held.job());
        if (lease == null || !lease.isOf(held) || lease.lost()) {
            return "LEASE_LOST";
        }
        return switch (jobs.get(held.job()).status()) {
            case "CANCELLED" -> "CANCEL";
            case "SUCCESS", "FAILED" -> "CONTINUE";
            default ->
                    switch (lease.cancel()) {
                        case null -> "CONTINUE";
                        case "GRACEFUL" -> "CANCEL";
                        default -> "CANCEL_FORCE";
                    };
        };
    }

    private boolean report(Call.Report call, Answer answer) {
        Job job = jobs.get(call.held().job());
        Lease lease = leases.get(job.id());
        if (lease == null || !lease.isOf(call.held())) {
            return answer.refused("lease-lost", job.status());
        }
        boolean legal =
                switch (job.status()) {
                    case "CLAIMED" -> Set.of("PROCESSING", "QUEUED").contains(call.status());
                    case "PROCESSING" ->
                            Set.of("SUCCESS", "FAILED", "CANCELLED").contains(call.status());
                    default -> false;
                };
        if (!legal) {
            boolean again = job.status().equals(call.status()) && !lease.lost();
            return again ? answer.ok() : answer.refused("illegal-transition", job.status());
        }
        leases.put(job.id(), lease.heard());
        if (call.status().equals("QUEUED")) {
            requeue(job, job.attempt());
        } else {
            jobs.put(job.id(), job.to(call.status()));
            if (call.status().equals("PROCESSING")) {
                settle(job, job.type().equals("DEPLOY") ? "PROVISIONING" : "DESTROYING");
            } else {
                end(job, lease.heard(), call.status());
            }
        }
        return answer.ok() && answer.text("status").equals(call.status());
    }

    private void end(Job job, Lease lease, String status) {
        leases.put(job.id(), lease.over(false));
        if (job.mutating() && !status.equals("SUCCESS") && "FORCE".equals(lease.cancel())) {
            vines.computeIfPresent(job.vine(), (_, vine) -> vine.lost());
        } else if (!status.equals("SUCCESS")) {
            settle(job, "FAILED");
        } else {
            settle(job, job.type().equals("DEPLOY") ? "ACTIVE" : "DESTROYED");
            // A job that has applied all of it has shown what is real.
            if (job.mutating()) {
                vines.computeIfPresent(job.vine(), (_, vine) -> vine.known());
            }
        }
        release(job);
    }

    private void settle(Job job, String status) {
        if (job.mutating()) {
            vines.computeIfPresent(job.vine(), (_, vine) -> vine.to(status));
        }
    }

    private void release(Job job) {
        if (job.mutating()) {
            vines.computeIfPresent(
                    job.vine(), (_, vine) -> job.id().equals(vine.lock()) ? vine.released() : vine);
        }
    }

    private void requeue(Job job, int attempt) {
        jobs.put(job.id(), job.queuedAgain(attempt));
        leases.remove(job.id());
        release(job);
    }

    private boolean cancel(Call.Cancel call, Answer answer) {
        Job job = jobs.get(call.job());
        return switch (job.status()) {
            case "QUEUED", "CLAIMED" -> {
                jobs.put(job.id(), job.to("CANCELLED"));
                leases.computeIfPresent(job.id(), (_, lease) -> lease.over(false));
                release(job);
                yield answer.ok() && answer.text("status").equals("CANCELLED");
            }
            case "PROCESSING" -> ask(job, call.mode().equals("force"), answer);
            default -> answer.refused("illegal-transition", job.status());
        };
    }

    private boolean ask(Job job, boolean force, Answer answer) {
        Lease lease = leases.get(job.id());
        if (force && lease.cancel() == null) {
            return answer.refused("illegal-transition", "PROCESSING");
        }
        boolean forced = force || "FORCE".equals(lease.cancel());
        leases.put(job.id(), lease.asked(forced ? "FORCE" : "GRACEFUL"));
        return answer.ok() && answer.text("status").equals("PROCESSING");
    }

    /** A sweep judges every job that is due, save those that another call holds just then. */
    private List<LifeModel> swept(Set<String> contended) {
        List<Job> due = jobs.values().stream().filter(Job::running).filter(this::isDue).toList();
        List<LifeModel> all = List.of(new LifeModel(this));
        for (Job job : due) {
            Stream<LifeModel> judged = all.stream().map(model -> model.lapsed(job));
            all =
                    contended.contains(job.id())
                            ? Stream.concat(judged, all.stream()).toList()
                            : judged.toList();
        }
        return all;
    }

    private boolean isDue(Job job) {
        Lease lease = leases.get(job.id());
        boolean spared = job.mutating() && job.status().equals("PROCESSING");
        return spared ? lease.silent() : lease.out();
    }

    private LifeModel lapsed(Job job) {
        LifeModel next = new LifeModel(this);
        boolean again = !job.mutating() && job.attempt() < ATTEMPTS_MAX;
        if (job.status().equals("CLAIMED")) {
            next.requeue(job, job.attempt());
        } else if (again) {
            next.requeue(job, job.attempt() + 1);
        } else {
            next.jobs.put(job.id(), job.to("FAILED"));
            next.leases.computeIfPresent(job.id(), (_, lease) -> lease.over(true));
            if (job.mutating()) {
                next.vines.computeIfPresent(job.vine(), (_, vine) -> vine.lost());
            }
        }
        return next;
    }

    /** All that can be seen of it, by the ids of jobs and vines. */
    Map<String, String> seen() {
        Map<String, String> seen = new TreeMap<>();
        jobs.forEach((id, job) ->
                seen.put(
                        id, leases.containsKey(id) ? job + ", " + leases.get(id) : job.toString()));
        vines.forEach((id, vine) -> seen.put(id, vine.toString()));
        return seen;
    }
}
