package io.vintner.trellis.jobs.life;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Something that a user, a Tendril, the ticker or time does to jobs. */
sealed interface Call {

    /** A lease as its holder names it. */
    record Held(String worker, String job, long epoch) {}

    /**
     * A user queues a job.
     *
     * @param worker the Tendril that is to have it; null: any
     */
    record Queue(String vine, String type, @Nullable String worker) implements Call {}

    record Claim(String worker, String key) implements Call {}

    /** A heartbeat. The leases are named as this worker's, whoever has them. */
    record Beat(String worker, List<Held> held) implements Call {}

    record Report(Held held, String status) implements Call {}

    record Cancel(String job, String mode) implements Call {}

    /** Time passes without a word of the job's holder. */
    record Silence(String job) implements Call {}

    record Sweep() implements Call {}

    record Reconcile(String vine) implements Call {}

    /** The jobs whose rows it may hold for a moment: others that take what is free pass them by. */
    default Set<String> touched() {
        return switch (this) {
            case Report report -> Set.of(report.held().job());
            case Cancel cancel -> Set.of(cancel.job());
            case Silence silence -> Set.of(silence.job());
            case Beat beat -> beat.held().stream().map(Held::job).collect(Collectors.toSet());
            case Queue _, Claim _, Sweep _, Reconcile _ -> Set.of();
        };
    }

    /** What was answered, over HTTP. */
    record Answer(int status, Map<String, Object> body) {

        boolean ok() {
            return status < 300;
        }

        boolean refused(String code) {
            return code.equals(body.get("code"));
        }

        boolean refused(String code, String present) {
            return refused(code) && present.equals(body.get("present"));
        }

        String text(String name) {
            return String.valueOf(body.get(name));
        }

        /** Of each item of a list those members, as one text. */
        List<String> each(String list, String... members) {
            return ((List<?>) body.get(list))
                    .stream()
                            .map(item -> (Map<?, ?>) item)
                            .map(item ->
                                    Stream.of(members)
                                            .map(member -> String.valueOf(item.get(member)))
                                            .collect(Collectors.joining(" ")))
                            .toList();
        }

        /** A member of a member, for instance {@code lease.epoch}. */
        Object inner(String name, String inner) {
            return ((Map<?, ?>) body.get(name)).get(inner);
        }
    }
}
