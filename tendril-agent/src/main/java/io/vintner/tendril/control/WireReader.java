package io.vintner.tendril.control;

import com.fasterxml.jackson.databind.node.NullNode;
import io.vintner.tendril.control.ConfigSnapshot.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the bodies of answers into what the agent works with. */
final class WireReader {

    private static final int HEARTBEAT_SECONDS = 10;
    private static final int LEASE_SECONDS = 60;
    private static final long FLUSH_INTERVAL_MS = 2000;
    private static final int CHUNK_BYTES = 64 * 1024;

    private WireReader() {}

    /**
     * @param named the leases that the heartbeat named: a directive without an epoch, as an older
     *     control plane gives it, is for all of that job
     */
    static HeartbeatAnswer heartbeatAnswer(Wire.BeatAnswer answer, List<LeaseRef> named) {
        Map<LeaseRef, Directive> directives = new HashMap<>();
        for (Wire.JobDirective directive :
                WireReader.<List<Wire.JobDirective>>orElse(answer.directives(), List.of())) {
            for (LeaseRef lease : named) {
                boolean meant =
                        lease.job().value().equals(directive.jobId())
                                && (directive.epoch() == null
                                        || directive.epoch() == lease.epoch());
                if (meant) {
                    directives.put(lease, directive(directive.directive()));
                }
            }
        }
        int seconds = Math.clamp(orElse(answer.heartbeatSeconds(), HEARTBEAT_SECONDS), 1, 60);
        return new HeartbeatAnswer(
                Duration.ofSeconds(seconds), orElse(answer.drain(), false), directives);
    }

    /** An agent that does not know a word goes on. */
    static Directive directive(@Nullable String word) {
        for (Directive directive : Directive.values()) {
            if (directive.name().equals(word)) {
                return directive;
            }
        }
        return Directive.CONTINUE;
    }

    /**
     * @throws IllegalArgumentException if something is missing without which no job can be run
     */
    static Lease lease(Wire.Claimed claimed) {
        Wire.Job job = required(claimed.job(), "job");
        Wire.LeaseTerms lease = required(claimed.lease(), "lease");
        JobId id = new JobId(required(job.id(), "job.id"));
        Wire.LogTerms log = orElse(claimed.log(), new Wire.LogTerms(null, null, null));
        return new Lease(
                new LeaseRef(
                        id,
                        required(lease.epoch(), "lease.epoch"),
                        claimed.jobToken() == null ? null : new Secret(claimed.jobToken())),
                jobType(required(job.jobType(), "job.job_type")),
                orElse(job.attempt(), 1),
                new VineId(required(job.vineId(), "job.vine_id")),
                snapshot(required(claimed.configSnapshot(), "config_snapshot")),
                Duration.ofSeconds(orElse(lease.seconds(), LEASE_SECONDS)),
                new Lease.LogTerms(
                        orElse(log.nextSeq(), 1L),
                        Duration.ofMillis(orElse(log.flushIntervalMs(), FLUSH_INTERVAL_MS)),
                        orElse(log.chunkBytesMax(), CHUNK_BYTES)),
                plan(claimed.plan(), job.configHash()));
    }

    private static @Nullable LeasedPlan plan(Wire.@Nullable Plan plan, @Nullable String jobHash) {
        if (plan == null) {
            return null;
        }
        String planHash = plan.configHash();
        return new LeasedPlan(
                required(plan.sha256(), "plan.sha256"),
                required(plan.stateVersion(), "plan.state_version"),
                planHash == null || jobHash == null || planHash.equals(jobHash),
                plan.moduleVersion());
    }

    private static JobType jobType(String word) {
        for (JobType type : JobType.values()) {
            if (type.name().equals(word)) {
                return type;
            }
        }
        return JobType.UNKNOWN;
    }

    private static ConfigSnapshot snapshot(Wire.Snapshot snapshot) {
        List<ConfigSnapshot.Variable> variables = new ArrayList<>();
        for (Wire.Variable variable :
                WireReader.<List<Wire.Variable>>orElse(snapshot.variables(), List.of())) {
            variables.add(
                    new ConfigSnapshot.Variable(
                            required(variable.name(), "variable.name"),
                            orElse(variable.value(), NullNode.getInstance()),
                            "environment".equals(variable.kind())
                                    ? Kind.ENVIRONMENT
                                    : Kind.TERRAFORM,
                            orElse(variable.secret(), false)));
        }
        return new ConfigSnapshot(
                snapshot.terraformVersion(), source(snapshot.module()), variables);
    }

    /** What is not known is never taken for a module without files: that would remove all. */
    private static ModuleSource source(Wire.@Nullable Module module) {
        if (module != null && module.files() != null) {
            return new ModuleSource.InlineFiles(module.files());
        }
        Wire.Git git = module == null ? null : module.git();
        if (git != null) {
            return new ModuleSource.Git(
                    required(git.url(), "module.git.url"),
                    required(git.ref(), "module.git.ref"),
                    git.subfolder());
        }
        Wire.Registry registry = module == null ? null : module.registry();
        if (registry != null) {
            return new ModuleSource.Registry(
                    required(registry.address(), "module.registry.address"),
                    required(registry.version(), "module.registry.version"),
                    registry.subfolder());
        }
        Wire.Bundle bundle = module == null ? null : module.bundle();
        if (bundle != null) {
            return new ModuleSource.Bundle(
                    required(bundle.sha256(), "module.bundle.sha256"), bundle.subfolder());
        }
        return new ModuleSource.Unknown();
    }

    static AppendAnswer appendAnswer(Wire.Appended appended) {
        return new AppendAnswer(
                required(appended.nextSeq(), "next_seq"),
                Duration.ofMillis(orElse(appended.flushIntervalMs(), FLUSH_INTERVAL_MS)),
                directive(appended.directive()));
    }

    static <T> T required(@Nullable T value, String field) {
        if (value == null) {
            throw new IllegalArgumentException("the answer lacks " + field);
        }
        return value;
    }

    private static <T> T orElse(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
