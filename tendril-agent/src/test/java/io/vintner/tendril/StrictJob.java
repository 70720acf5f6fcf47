package io.vintner.tendril;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One job as the {@link StrictControlPlane} sees it. */
final class StrictJob {

    static final int CHUNK_BYTES_MAX = 65_536;

    final String id;
    final String vine;
    final ObjectNode lease;
    long epoch;
    String status = "QUEUED";
    String directive = "CONTINUE";
    String error = "";
    JsonNode metadata = NullNode.getInstance();
    final List<String> statuses = new ArrayList<>();
    final List<Chunk> chunks = new ArrayList<>();
    final List<List<Chunk>> earlierChunks = new ArrayList<>();

    StrictJob(String id, String vine, ObjectNode lease) {
        this.id = id;
        this.vine = vine;
        this.lease = lease;
    }

    record Chunk(long seq, String stream, String text) {}

    /** The next attempt begins: with another lease, and a log of its own. */
    void lapse() {
        earlierChunks.add(List.copyOf(chunks));
        chunks.clear();
        epoch = 0;
        ObjectNode job = (ObjectNode) lease.path("job");
        job.put("attempt", job.path("attempt").asInt() + 1);
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

    Append append(JsonNode sent, List<String> breaches) {
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
