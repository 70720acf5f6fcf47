package io.vintner.trellis.idempotency;

import static com.fasterxml.jackson.databind.SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.auth.Sha256;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.encryption.Sealed;
import io.vintner.trellis.encryption.SealedTable;
import io.vintner.trellis.encryption.Sealer;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Does the present call once for its caller's key, and answers it the same each time. */
@RequestScoped
public class IdempotentCalls {

    /** The header with the key. */
    public static final String HEADER = "Idempotency-Key";

    private static final String REQUEST = "request";
    private static final String ANSWER = "answer";

    private final Transactions transactions;
    private final KeyTable keys;
    private final AnswerTable table;
    private final Sealer sealer;
    private final ObjectMapper json;
    private final Request request;
    private final UriInfo uri;

    IdempotentCalls(
            Transactions transactions,
            KeyTable keys,
            AnswerTable table,
            Sealer sealer,
            ObjectMapper json,
            Request request,
            UriInfo uri) {
        this.transactions = transactions;
        this.keys = keys;
        this.table = table;
        this.sealer = sealer;
        this.json = json;
        this.request = request;
        this.uri = uri;
    }

    /**
     * A call, apart from its method and path.
     *
     * @param scope whose keys are one set: an answer is never given to another caller
     * @param key that the caller chose; null: none, so the call is done each time
     * @param body null: it has none
     */
    public record Call(String scope, @Nullable String key, @Nullable Object body) {

        /** A call of a proven caller. */
        public static Call of(Caller caller, @Nullable String key, @Nullable Object body) {
            return new Call(scope(caller), key, body);
        }

        private static String scope(Caller caller) {
            return switch (caller) {
                case Caller.User user -> "user " + user.id().value();
                case Caller.Administrator _ -> "administrator";
                case Caller.Tendril tendril -> "tendril " + tendril.id().value();
                case Caller.Holder holder -> "tendril " + holder.tendril().value();
            };
        }

        /** Bodies may hold secrets. */
        @Override
        public String toString() {
            return "Call[" + scope + "]";
        }
    }

    /**
     * What {@code work} answers; under a key that was used for the same call before, what it
     * answered then. A refusal is not kept: the call is made anew.
     *
     * @param type that {@link ObjectMapper} writes and reads
     * @param work done in one transaction together with the note of the key, so again if PostgreSQL
     *     chose it to lose a deadlock
     * @throws ProblemException {@code idempotency-key-reused} if the key stands for another call
     */
    public <T> T once(Call call, Class<T> type, Supplier<T> work) {
        String chosen = call.key();
        if (chosen == null) {
            return work.get();
        }
        var key = new CallKey(call.scope(), chosen);
        String digest = digest(call.body());
        return transactions.together(session -> {
            keys.hold(session, key);
            var used = table.find(session, key);
            if (used.isPresent()) {
                return again(key, used.get(), digest, type);
            }
            T answer = work.get();
            table.insert(session, key, sealed(key, digest, answer));
            return answer;
        });
    }

    private <T> T again(CallKey key, AnswerTable.Used used, String digest, Class<T> type) {
        Sealed answer = used.answer();
        try {
            JsonNode kept = answer == null ? null : json.readTree(sealer.open(place(key), answer));
            if (kept == null || !kept.path(REQUEST).asText().equals(digest)) {
                throw new ProblemException(
                        ProblemType.IDEMPOTENCY_KEY_REUSED,
                        "the Idempotency-Key stands for another call");
            }
            return json.treeToValue(kept.path(ANSWER), type);
        } catch (IOException otherVersion) {
            throw new IllegalStateException("a kept answer cannot be read", otherVersion);
        }
    }

    private Sealed sealed(CallKey key, String digest, Object answer) {
        ObjectNode kept = json.createObjectNode().put(REQUEST, digest);
        kept.set(ANSWER, json.valueToTree(answer));
        return sealer.seal(place(key), bytes(kept));
    }

    private static SealedTable.Place place(CallKey key) {
        return SealedTable.IDEMPOTENCY_RECORDS.row(key.scope(), key.key());
    }

    private String digest(@Nullable Object body) {
        String call = request.getMethod() + " " + uri.getRequestUri().getRawPath();
        String query = uri.getRequestUri().getRawQuery();
        byte[] head = (call + (query == null ? "" : "?" + query) + "\n").getBytes(UTF_8);
        byte[] rest = body == null ? new byte[0] : bytes(body);
        byte[] whole = Arrays.copyOf(head, head.length + rest.length);
        System.arraycopy(rest, 0, whole, head.length, rest.length);
        return HexFormat.of().formatHex(Sha256.of(whole));
    }

    private byte[] bytes(Object value) {
        try {
            return json.writer(ORDER_MAP_ENTRIES_BY_KEYS).writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a body that was read cannot be written", impossible);
        }
    }
}
