package io.vintner.tendril;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One job as the {@link StrictControlPlane} sees it. */
final class StrictJob {

    static final int CHUNK_BYTES_MAX = 65_536;

    /** The only vine of these tests. */
    static final String VINE = "vine-1";

    private static final ObjectMapper JSON = new ObjectMapper();

    final String id;
    final String vine;
    final ObjectNode lease;
    long epoch;

    /** That of the lease that was given last; null: none was. */
    @Nullable String token;

    boolean sealed;
    String status = "QUEUED";
    String directive = "CONTINUE";
    String error = "";
    String code = "";

    /** Number of the state that was handed out last; 0 if there was none, -1 if none was asked. */
    long pulledVersion = -1;

    /** The epochs of all leases that the agent was given. */
    final List<Long> given = new ArrayList<>();

    /** What is handed out as its module; null if that is no bundle. */
    byte @Nullable [] bundle;

    int bundlesFetched;

    JsonNode metadata = NullNode.getInstance();
    final List<String> statuses = new ArrayList<>();
    final List<Chunk> chunks = new ArrayList<>();

    private StrictJob(String id, String vine, ObjectNode lease) {
        this.id = id;
        this.vine = vine;
        this.lease = lease;
    }

    /** A job of the one vine. */
    static StrictJob of(String id, String type, Map<String, String> files) {
        ObjectNode lease = JSON.createObjectNode();
        lease.putObject("job")
                .put("id", id)
                .put("job_type", type)
                .put("attempt", 1)
                .put("vine_id", VINE)
                .put("vineyard_id", "vineyard-1");
        ObjectNode snapshot = lease.putObject("config_snapshot");
        snapshot.putNull("terraform_version");
        ObjectNode names = snapshot.putObject("module").putObject("files");
        files.forEach(names::put);
        snapshot.putArray("variables");
        lease.putNull("plan");
        lease.putObject("log")
                .put("next_seq", 1)
                .put("flush_interval_ms", 250)
                .put("chunk_bytes_max", CHUNK_BYTES_MAX);
        return new StrictJob(id, VINE, lease);
    }

    /** A job whose module is not in its lease as files. */
    StrictJob of(String kind, Map<String, ?> source) {
        ObjectNode snapshot = (ObjectNode) lease.path("config_snapshot");
        snapshot.putObject("module").set(kind, JSON.valueToTree(source));
        return this;
    }

    /** Adds a variable of kind {@code environment} or {@code terraform}. */
    StrictJob with(String kind, String name, String value, boolean secret) {
        ((ObjectNode) lease.path("config_snapshot"))
                .withArray("variables")
                .addObject()
                .put("kind", kind)
                .put("name", name)
                .put("value", value)
                .put("secret", secret);
        return this;
    }

    String type() {
        return lease.path("job").path("job_type").asText();
    }

    boolean mutating() {
        return List.of("DEPLOY", "DESTROY").contains(type());
    }

    record Chunk(long seq, String stream, String text) {}

    /** What arrived of one stream, in order. */
    String text(String stream) {
        StringBuilder text = new StringBuilder();
        chunks.stream()
                .filter(chunk -> chunk.stream().equals(stream))
                .forEach(chunk -> text.append(chunk.text()));
        return text.toString();
    }

    /** What became of a chunk. */
    enum Append {
        STORED,
        GAP,
        CONFLICT,
        TOO_LARGE
    }

    long nextSeq() {
        return chunks.size() + 1L;
    }

    /** Takes chunks, up to the first that cannot be. */
    StrictAnswer appendAll(JsonNode body, List<String> breaches) {
        if (sealed) {
            // An agent that was killed after the seal may say again what is here, and nothing else.
            for (JsonNode sent : body.path("chunks")) {
                if (sent.path("seq").asLong() >= nextSeq()
                        || append(sent, breaches) != Append.STORED) {
                    breaches.add("a new chunk behind the seal");
                }
            }
            return StrictAnswer.problem(409, "log-sealed");
        }
        for (JsonNode sent : body.path("chunks")) {
            switch (append(sent, breaches)) {
                case GAP -> {
                    ObjectNode problem = JSON.createObjectNode().put("code", "log-gap");
                    return StrictAnswer.json(409, problem.put("next_seq", nextSeq()));
                }
                case TOO_LARGE -> {
                    return StrictAnswer.problem(413, "log-chunk-too-large");
                }
                case CONFLICT -> {
                    return StrictAnswer.problem(409, "log-conflict");
                }
                case STORED -> {
                    // the next one
                }
            }
        }
        return StrictAnswer.json(
                200,
                JSON.createObjectNode()
                        .put("next_seq", nextSeq())
                        .put("flush_interval_ms", 250)
                        .put("directive", directive));
    }

    /** Compares what the agent says of the whole log with what is here. */
    StrictAnswer seal(JsonNode body, List<String> breaches) {
        StringBuilder all = new StringBuilder();
        chunks.forEach(chunk -> all.append(chunk.text));
        byte[] text = all.toString().getBytes(UTF_8);
        sealed =
                body.path("last_seq").asLong() == nextSeq() - 1
                        && body.path("bytes").asLong() == text.length
                        && body.path("sha256").asText().equals(sha256(text));
        if (!sealed) {
            breaches.add("a seal that does not fit the log: " + body);
        }
        return StrictAnswer.json(
                200, JSON.createObjectNode().put("log_state", sealed ? "SEALED" : "INCOMPLETE"));
    }

    private static String sha256(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private Append append(JsonNode sent, List<String> breaches) {
        Chunk chunk =
                new Chunk(
                        sent.path("seq").asLong(),
                        sent.path("stream_type").asText(),
                        sent.path("log_chunk").asText());
        if (chunk.text.getBytes(UTF_8).length > CHUNK_BYTES_MAX) {
            breaches.add("a chunk of " + chunk.text.length());
            return Append.TOO_LARGE;
        }
        if (chunk.text.isEmpty() || chunk.text.indexOf('\0') >= 0) {
            breaches.add("an empty chunk, or one with NUL");
        }
        Instant emitted = Instant.parse(sent.path("emitted_at").asText());
        if (emitted.isBefore(Instant.parse("2020-01-01T00:00:00Z"))) {
            breaches.add("a chunk of the past");
        }
        if (chunk.seq > nextSeq()) {
            return Append.GAP;
        }
        if (chunk.seq < nextSeq()) {
            if (chunks.get((int) chunk.seq - 1).equals(chunk)) {
                return Append.STORED;
            }
            breaches.add("chunk %d came again with another text".formatted(chunk.seq));
            return Append.CONFLICT;
        }
        chunks.add(chunk);
        return Append.STORED;
    }
}
