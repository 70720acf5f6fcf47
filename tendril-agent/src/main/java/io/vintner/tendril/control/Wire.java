package io.vintner.tendril.control;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of requests and answers, by the names of {@code docs/contracts/trellis-api.md}. Every
 * field of an answer may be missing: whoever reads it decides what that means.
 */
@RegisterForReflection(
        targets = {
            Wire.Register.class,
            Wire.Registered.class,
            Wire.Beat.class,
            Wire.BeatJob.class,
            Wire.BeatOfJob.class,
            Wire.Pulse.class,
            Wire.BeatAnswer.class,
            Wire.JobDirective.class,
            Wire.Claim.class,
            Wire.Claimed.class,
            Wire.Job.class,
            Wire.Snapshot.class,
            Wire.Module.class,
            Wire.Git.class,
            Wire.Registry.class,
            Wire.Bundle.class,
            Wire.Variable.class,
            Wire.LeaseTerms.class,
            Wire.LogTerms.class,
            Wire.Plan.class,
            Wire.Status.class,
            Wire.Append.class,
            Wire.Chunk.class,
            Wire.Appended.class,
            Wire.Seal.class,
            Wire.Sealed.class,
            Wire.Problem.class,
            Wire.Identity.class
        })
final class Wire {

    static final ObjectMapper JSON =
            JsonMapper.builder().defaultPropertyInclusion(nonNull()).build();

    private Wire() {}

    private static JsonInclude.Value nonNull() {
        return JsonInclude.Value.construct(
                JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL);
    }

    record Register(
            @JsonProperty("registration_token") String registrationToken,
            @JsonProperty("name") String name,
            @JsonProperty("version") String version,
            @JsonProperty("labels") Map<String, String> labels) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Registered(
            @JsonProperty("id") @Nullable String id,
            @JsonProperty("token") @Nullable String token) {}

    /** The file in the data folder. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Identity(
            @JsonProperty("id") @Nullable String id,
            @JsonProperty("token") @Nullable String token,
            @JsonProperty("registration_token_sha256") @Nullable String registrationTokenSha256) {}

    record Beat(
            @JsonProperty("status") String status,
            @JsonProperty("version") String version,
            @JsonProperty("labels") Map<String, String> labels,
            @JsonProperty("jobs") List<BeatJob> jobs,
            @JsonProperty("module_sources") List<String> moduleSources) {}

    record BeatJob(@JsonProperty("id") String id, @JsonProperty("epoch") long epoch) {}

    record BeatOfJob(@JsonProperty("epoch") long epoch) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Pulse(@JsonProperty("directive") @Nullable String directive) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record BeatAnswer(
            @JsonProperty("heartbeat_seconds") @Nullable Integer heartbeatSeconds,
            @JsonProperty("drain") @Nullable Boolean drain,
            @JsonProperty("directives") @Nullable List<JobDirective> directives) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record JobDirective(
            @JsonProperty("job_id") @Nullable String jobId,
            @JsonProperty("epoch") @Nullable Long epoch,
            @JsonProperty("directive") @Nullable String directive) {}

    record Claim(
            @JsonProperty("wait_seconds") long waitSeconds,
            @JsonProperty("applies_plans") boolean appliesPlans,
            @JsonProperty("module_sources") List<String> moduleSources) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Claimed(
            @JsonProperty("job") @Nullable Job job,
            @JsonProperty("config_snapshot") @Nullable Snapshot configSnapshot,
            @JsonProperty("job_token") @Nullable String jobToken,
            @JsonProperty("lease") @Nullable LeaseTerms lease,
            @JsonProperty("log") @Nullable LogTerms log,
            @JsonProperty("plan") @Nullable Plan plan) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Job(
            @JsonProperty("id") @Nullable String id,
            @JsonProperty("job_type") @Nullable String jobType,
            @JsonProperty("attempt") @Nullable Integer attempt,
            @JsonProperty("vine_id") @Nullable String vineId,
            @JsonProperty("config_hash") @Nullable String configHash) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Snapshot(
            @JsonProperty("terraform_version") @Nullable String terraformVersion,
            @JsonProperty("module") @Nullable Module module,
            @JsonProperty("variables") @Nullable List<Variable> variables) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Module(
            @JsonProperty("files") @Nullable Map<String, String> files,
            @JsonProperty("git") @Nullable Git git,
            @JsonProperty("registry") @Nullable Registry registry,
            @JsonProperty("bundle") @Nullable Bundle bundle) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Registry(
            @JsonProperty("address") @Nullable String address,
            @JsonProperty("version") @Nullable String version,
            @JsonProperty("subfolder") @Nullable String subfolder) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Bundle(
            @JsonProperty("sha256") @Nullable String sha256,
            @JsonProperty("subfolder") @Nullable String subfolder) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Git(
            @JsonProperty("url") @Nullable String url,
            @JsonProperty("ref") @Nullable String ref,
            @JsonProperty("subfolder") @Nullable String subfolder) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Variable(
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("value") @Nullable JsonNode value,
            @JsonProperty("kind") @Nullable String kind,
            @JsonProperty("secret") @Nullable Boolean secret) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record LeaseTerms(
            @JsonProperty("epoch") @Nullable Long epoch,
            @JsonProperty("seconds") @Nullable Integer seconds) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record LogTerms(
            @JsonProperty("next_seq") @Nullable Long nextSeq,
            @JsonProperty("flush_interval_ms") @Nullable Long flushIntervalMs,
            @JsonProperty("chunk_bytes_max") @Nullable Integer chunkBytesMax) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Plan(
            @JsonProperty("sha256") @Nullable String sha256,
            @JsonProperty("state_version") @Nullable Long stateVersion,
            @JsonProperty("config_hash") @Nullable String configHash,
            @JsonProperty("module_version") @Nullable String moduleVersion) {}

    record Status(
            @JsonProperty("status") String status,
            @JsonProperty("epoch") long epoch,
            @JsonProperty("error_message") @Nullable String errorMessage,
            @JsonProperty("error_code") @Nullable String errorCode,
            @JsonProperty("execution_metadata") @Nullable JsonNode executionMetadata) {}

    record Append(@JsonProperty("epoch") long epoch, @JsonProperty("chunks") List<Chunk> chunks) {}

    record Chunk(
            @JsonProperty("seq") long seq,
            @JsonProperty("stream_type") String streamType,
            @JsonProperty("log_chunk") String logChunk,
            @JsonProperty("gap_bytes") @Nullable Long gapBytes,
            @JsonProperty("emitted_at") String emittedAt) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Appended(
            @JsonProperty("next_seq") @Nullable Long nextSeq,
            @JsonProperty("flush_interval_ms") @Nullable Long flushIntervalMs,
            @JsonProperty("directive") @Nullable String directive) {}

    record Seal(
            @JsonProperty("epoch") long epoch,
            @JsonProperty("last_seq") long lastSeq,
            @JsonProperty("bytes") long bytes,
            @JsonProperty("sha256") String sha256) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Sealed(@JsonProperty("log_state") @Nullable String logState) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Problem(
            @JsonProperty("code") @Nullable String code,
            @JsonProperty("next_seq") @Nullable Long nextSeq) {}
}
