package io.vintner.tendril.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vintner.tendril.control.FailureCode;
import io.vintner.tendril.control.JobReport;
import io.vintner.tendril.control.JobStatus;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A note as one line of JSON. Read by later versions of the agent: names only come, never go. */
final class NoteJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private NoteJson() {}

    static byte[] line(Note note) {
        ObjectNode json = JSON.createObjectNode();
        switch (note) {
            case Note.Begun _ -> json.put("note", "begun");
            case Note.Prepared(Path executable, String moduleVersion) ->
                    json.put("note", "prepared")
                            .put("executable", executable.toString())
                            .put("module_version", moduleVersion);
            case Note.StateStored(long serial, Long version) ->
                    json.put("note", "state-stored").put("serial", serial).put("version", version);
            case Note.CancelAsked(String by) -> json.put("note", "cancel-asked").put("by", by);
            case Note.CancelForced(String by) -> json.put("note", "cancel-forced").put("by", by);
            case Note.LeaseLost _ -> json.put("note", "lease-lost");
            case Note.Ended(JobReport report) -> {
                json.put("note", "ended");
                if (report != null) {
                    json.put("status", report.status().name());
                    json.put("message", report.errorMessage());
                    json.put("code", report.code() == null ? null : report.code().name());
                    json.set("metadata", report.executionMetadata());
                }
            }
            case Note.Reported _ -> json.put("note", "reported");
            case Note.Kept _ -> json.put("note", "kept");
            case Note.Closed _ -> json.put("note", "closed");
        }
        return (json + "\n").getBytes(UTF_8);
    }

    static Note read(String line) throws DamagedJournalException {
        try {
            JsonNode json = JSON.readTree(line);
            String name = json.path("note").asText();
            return switch (name) {
                case "begun" -> new Note.Begun();
                case "prepared" ->
                        new Note.Prepared(
                                Path.of(json.required("executable").asText()),
                                json.path("module_version").textValue());
                case "state-stored" -> stateStored(json);
                case "cancel-asked" -> new Note.CancelAsked(json.required("by").asText());
                case "cancel-forced" -> new Note.CancelForced(json.required("by").asText());
                case "lease-lost" -> new Note.LeaseLost();
                case "ended" -> new Note.Ended(json.has("status") ? report(json) : null);
                case "reported" -> new Note.Reported();
                case "kept" -> new Note.Kept();
                case "closed" -> new Note.Closed();
                default -> throw new DamagedJournalException("no note is named '" + name + "'");
            };
        } catch (JsonProcessingException | IllegalArgumentException malformed) {
            throw new DamagedJournalException("a note that cannot be read", malformed);
        }
    }

    private static Note stateStored(JsonNode json) {
        @Nullable Long version =
                json.hasNonNull("version") ? (Long) json.get("version").longValue() : null;
        return new Note.StateStored(json.required("serial").longValue(), version);
    }

    private static JobReport report(JsonNode json) {
        @Nullable JsonNode metadata = json.hasNonNull("metadata") ? json.get("metadata") : null;
        @Nullable String message = json.hasNonNull("message") ? json.get("message").asText() : null;
        @Nullable FailureCode code =
                json.hasNonNull("code") ? FailureCode.valueOf(json.get("code").asText()) : null;
        return new JobReport(
                JobStatus.valueOf(json.required("status").asText()), message, code, metadata);
    }
}
