package io.vintner.tendril;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** Artefacts of PLANs: stored once, of the right state, in the right form; handed to one DEPLOY. */
final class StrictPlans {

    private static final LocalDateTime ALWAYS = LocalDateTime.of(1980, 2, 1, 0, 0);

    private final List<String> breaches;
    private final Map<String, Stored> stored = new HashMap<>();
    private final Map<String, String> planOfDeploy = new HashMap<>();
    private Alteration alteration = Alteration.NONE;

    StrictPlans(List<String> breaches) {
        this.breaches = breaches;
    }

    /** What happens to an artefact between the review and its DEPLOY. */
    enum Alteration {
        NONE,
        /** One bit of one byte, on its way: the header still tells the truth. */
        ON_ITS_WAY,
        /** One bit of one byte, before it was sent: the header fits the altered bytes. */
        AT_REST,
        /** The control plane itself found out. */
        KNOWN,
        /** There is no plan for this job. */
        NOT_HANDED_OUT
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Stored(
            long epoch, long stateVersion, @Nullable String moduleVersion, byte[] artefact) {}

    void alter(Alteration how) {
        alteration = how;
    }

    byte @Nullable [] artefact(StrictJob plan) {
        Stored kept = stored.get(plan.id);
        return kept == null ? null : kept.artefact();
    }

    /** A person has reviewed the plan and wants it applied: the job's lease says so. */
    void review(StrictJob plan, StrictJob deploy) {
        Stored kept = Objects.requireNonNull(stored.get(plan.id), "there is no plan to review");
        planOfDeploy.put(deploy.id, plan.id);
        ((ObjectNode) deploy.lease.path("job")).put("config_hash", "hash-1");
        deploy.lease
                .putObject("plan")
                .put("job_id", plan.id)
                .put("config_hash", "hash-1")
                .put("state_version", kept.stateVersion())
                .put("module_version", kept.moduleVersion())
                .put("sha256", HexFormat.of().formatHex(sha256(kept.artefact())))
                .put("bytes", kept.artefact().length);
    }

    /** Under a lease that is current. */
    StrictAnswer answer(StrictJob job, StrictRequest request) {
        String type = request.method().equals("PUT") ? "PLAN" : "DEPLOY";
        if (!job.type().equals(type) || !job.status.equals("PROCESSING")) {
            breaches.add(
                    "%s of an artefact for a %s that is %s"
                            .formatted(request.method(), job.type(), job.status));
            return StrictAnswer.problem(409, "illegal-transition");
        }
        return type.equals("PLAN") ? store(job, request) : fetch(job);
    }

    private StrictAnswer store(StrictJob job, StrictRequest request) {
        byte[] artefact = request.body();
        if (!digest(artefact).equals(request.header("Content-Digest"))) {
            breaches.add("an artefact that is not what its digest says");
            return StrictAnswer.problem(400, "digest-mismatch");
        }
        long stateVersion = Long.parseLong(request.query().getOrDefault("state_version", "-1"));
        if (stateVersion != job.pulledVersion) {
            breaches.add(
                    "a plan of state %d, but %d was handed out"
                            .formatted(stateVersion, job.pulledVersion));
        }
        String moduleVersion = request.query().get("module_version");
        var module = job.lease.path("config_snapshot").path("module");
        boolean moves = module.has("git") || module.has("registry");
        if (moves == (moduleVersion == null)) {
            breaches.add("a plan of the module version " + moduleVersion);
        }
        requireForm(artefact);
        Stored before = stored.get(job.id);
        if (before != null
                && before.epoch() == request.epoch()
                && !(Arrays.equals(before.artefact(), artefact)
                        && Objects.equals(before.moduleVersion(), moduleVersion))) {
            breaches.add("another artefact of the same plan");
            return StrictAnswer.problem(409, "plan-exists");
        }
        stored.put(job.id, new Stored(request.epoch(), stateVersion, moduleVersion, artefact));
        return StrictAnswer.json(200, JsonNodeFactory.instance.objectNode());
    }

    private StrictAnswer fetch(StrictJob job) {
        Stored plan = stored.get(planOfDeploy.getOrDefault(job.id, ""));
        if (plan == null) {
            breaches.add("a DEPLOY fetches a plan that it does not have");
            return StrictAnswer.problem(404, "not-found");
        }
        byte[] altered = plan.artefact().clone();
        altered[altered.length / 2] ^= 1;
        return switch (alteration) {
            case NONE -> answer(plan, plan.artefact(), plan.artefact());
            case ON_ITS_WAY -> answer(plan, altered, plan.artefact());
            case AT_REST -> answer(plan, altered, altered);
            case KNOWN -> StrictAnswer.problem(409, "plan-altered");
            case NOT_HANDED_OUT -> StrictAnswer.problem(404, "not-found");
        };
    }

    private static StrictAnswer answer(Stored plan, byte[] sent, byte[] told) {
        return StrictAnswer.bytes(sent)
                .with("Content-Digest", digest(told))
                .with("X-State-Version", "" + plan.stateVersion());
    }

    /** A zip of the plan, and of the lock file if there is one, stored, without a moment. */
    private void requireForm(byte[] artefact) {
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(artefact))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
                if (entry.getMethod() != ZipEntry.STORED
                        || !entry.getTimeLocal().equals(ALWAYS)
                        || entry.getExtra() != null) {
                    breaches.add("an artefact that would not be the same bytes again");
                }
                zip.readAllBytes();
            }
        } catch (IOException unreadable) {
            breaches.add("an artefact that is no zip: " + unreadable.getMessage());
        }
        if (!names.equals(List.of("plan.tfplan"))
                && !names.equals(List.of(".terraform.lock.hcl", "plan.tfplan"))) {
            breaches.add("an artefact of " + names);
        }
    }

    static String digest(byte[] content) {
        return "sha-256=:" + Base64.getEncoder().encodeToString(sha256(content)) + ":";
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
