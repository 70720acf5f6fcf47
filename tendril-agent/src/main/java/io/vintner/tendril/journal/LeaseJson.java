package io.vintner.tendril.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vintner.tendril.control.ConfigSnapshot;
import io.vintner.tendril.control.JobId;
import io.vintner.tendril.control.JobType;
import io.vintner.tendril.control.Lease;
import io.vintner.tendril.control.LeaseRef;
import io.vintner.tendril.control.LeasedPlan;
import io.vintner.tendril.control.ModuleSource;
import io.vintner.tendril.control.Secret;
import io.vintner.tendril.control.VineId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A lease as it lies in the journal, with the boot of the machine that it was taken in. */
final class LeaseJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String FILES = "files";
    private static final String GIT = "git";
    private static final String REGISTRY = "registry";
    private static final String BUNDLE = "bundle";
    private static final String UNKNOWN = "unknown-source";

    private LeaseJson() {}

    /**
     * A lease and the life of the machine in which it was taken.
     *
     * @param boot the kernel's boot id
     */
    record Taken(Lease lease, String boot) {}

    static byte[] bytes(Taken taken) throws IOException {
        Lease lease = taken.lease();
        ObjectNode json = JSON.createObjectNode();
        json.put("boot", taken.boot());
        json.put("job", lease.job().value()).put("epoch", lease.ref().epoch());
        Secret token = lease.ref().token();
        if (token != null) {
            json.put("token", token.reveal());
        }
        json.put("type", lease.type().name()).put("attempt", lease.attempt());
        json.put("vine", lease.vine().value()).put("lease_ms", lease.duration().toMillis());
        json.put("next_seq", lease.log().nextSeq());
        json.put("flush_interval_ms", lease.log().flushInterval().toMillis());
        json.put("chunk_bytes_max", lease.log().chunkBytesMax());
        LeasedPlan plan = lease.plan();
        if (plan != null) {
            json.putObject("plan")
                    .put("sha256", plan.sha256())
                    .put("state_version", plan.stateVersion())
                    .put("same_configuration", plan.sameConfiguration())
                    .put("module_version", plan.moduleVersion());
        }
        ConfigSnapshot snapshot = lease.snapshot();
        json.put("terraform_version", snapshot.terraformVersion());
        putSource(json, snapshot.source());
        for (ConfigSnapshot.Variable variable : snapshot.variables()) {
            json.withArray("variables")
                    .addObject()
                    .put("name", variable.name())
                    .put("kind", variable.kind().name())
                    .put("secret", variable.secret())
                    .set("value", variable.value());
        }
        return JSON.writeValueAsBytes(json);
    }

    private static void putSource(ObjectNode json, ModuleSource source) {
        switch (source) {
            case ModuleSource.InlineFiles(Map<String, String> texts) -> {
                ObjectNode files = json.putObject(FILES);
                texts.forEach(files::put);
            }
            case ModuleSource.Git(String url, String ref, String subfolder) ->
                    json.putObject(GIT).put("url", url).put("ref", ref).put("subfolder", subfolder);
            case ModuleSource.Registry(String address, String version, String subfolder) ->
                    json.putObject(REGISTRY)
                            .put("address", address)
                            .put("version", version)
                            .put("subfolder", subfolder);
            case ModuleSource.Bundle(String sha256, String subfolder) ->
                    json.putObject(BUNDLE).put("sha256", sha256).put("subfolder", subfolder);
            case ModuleSource.Unknown _ -> json.putObject(UNKNOWN);
        }
    }

    /** None of the known: written by another version. */
    private static ModuleSource source(JsonNode json) {
        if (json.has(FILES)) {
            Map<String, String> files = new HashMap<>();
            json.get(FILES)
                    .properties()
                    .forEach(file -> files.put(file.getKey(), file.getValue().asText()));
            return new ModuleSource.InlineFiles(files);
        }
        if (json.has(GIT)) {
            JsonNode git = json.get(GIT);
            return new ModuleSource.Git(
                    git.required("url").asText(),
                    git.required("ref").asText(),
                    git.path("subfolder").textValue());
        }
        if (json.has(REGISTRY)) {
            JsonNode registry = json.get(REGISTRY);
            return new ModuleSource.Registry(
                    registry.required("address").asText(),
                    registry.required("version").asText(),
                    registry.path("subfolder").textValue());
        }
        if (json.has(BUNDLE)) {
            JsonNode bundle = json.get(BUNDLE);
            return new ModuleSource.Bundle(
                    bundle.required("sha256").asText(), bundle.path("subfolder").textValue());
        }
        json.required(UNKNOWN);
        return new ModuleSource.Unknown();
    }

    static Taken read(byte[] bytes) throws IOException {
        try {
            JsonNode json = JSON.readTree(bytes);
            JobId job = new JobId(json.required("job").asText());
            Lease lease =
                    new Lease(
                            new LeaseRef(
                                    job,
                                    json.required("epoch").longValue(),
                                    json.has("token")
                                            ? new Secret(json.get("token").asText())
                                            : null),
                            JobType.valueOf(json.required("type").asText()),
                            json.required("attempt").intValue(),
                            new VineId(json.required("vine").asText()),
                            snapshot(json),
                            Duration.ofMillis(json.required("lease_ms").longValue()),
                            new Lease.LogTerms(
                                    json.required("next_seq").longValue(),
                                    Duration.ofMillis(
                                            json.required("flush_interval_ms").longValue()),
                                    json.required("chunk_bytes_max").intValue()),
                            json.has("plan") ? plan(json.get("plan")) : null);
            return new Taken(lease, json.required("boot").asText());
        } catch (JsonProcessingException | IllegalArgumentException malformed) {
            throw new DamagedJournalException("a lease that cannot be read", malformed);
        }
    }

    private static LeasedPlan plan(JsonNode json) {
        return new LeasedPlan(
                json.required("sha256").asText(),
                json.required("state_version").longValue(),
                json.required("same_configuration").booleanValue(),
                json.path("module_version").textValue());
    }

    private static ConfigSnapshot snapshot(JsonNode json) {
        @Nullable String version =
                json.hasNonNull("terraform_version")
                        ? json.get("terraform_version").asText()
                        : null;
        List<ConfigSnapshot.Variable> variables = new ArrayList<>();
        for (JsonNode variable : json.path("variables")) {
            variables.add(
                    new ConfigSnapshot.Variable(
                            variable.required("name").asText(),
                            variable.required("value"),
                            ConfigSnapshot.Kind.valueOf(variable.required("kind").asText()),
                            variable.required("secret").booleanValue()));
        }
        return new ConfigSnapshot(version, source(json), variables);
    }
}
