package io.vintner.gateway.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vintner.gateway.filter.KnownTexts;
import io.vintner.gateway.token.Claims;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the claim functions give for one token. */
final class ClaimValues {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Claims claims;
    private final @Nullable JsonNode root;

    ClaimValues(Claims claims) {
        this.claims = claims;
        this.root = read(claims.json());
    }

    /** A value that is known without PostgreSQL, or not. */
    sealed interface Claimed {

        /**
         * It is known.
         *
         * @param text null for SQL's null
         */
        record Known(@Nullable String text) implements Claimed {}

        /** PostgreSQL would raise, or print it in a way that is not known here. */
        record Unknown() implements Claimed {}
    }

    private static @Nullable JsonNode read(String json) {
        if (json.contains("\\u0000")) {
            return null; // jsonb refuses it
        }
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException malformed) {
            return null;
        }
    }

    String role() {
        return claims.role();
    }

    /** {@code auth.uid()}. */
    Claimed uid() {
        String subject = claims.subject();
        if (root == null) {
            return new Claimed.Unknown();
        }
        if (subject == null || subject.isEmpty()) {
            return root.path("sub").isMissingNode() || root.path("sub").isNull()
                    ? new Claimed.Known(null)
                    : new Claimed.Unknown();
        }
        String uuid = KnownTexts.as(subject, "uuid");
        return uuid == null ? new Claimed.Unknown() : new Claimed.Known(uuid);
    }

    /** {@code auth.jwt() -> … ->> …}. */
    Claimed text(List<String> path) {
        if (root == null) {
            return new Claimed.Unknown();
        }
        JsonNode node = root;
        for (String key : path) {
            node = node.isObject() ? node.path(key) : MissingNode.getInstance();
        }
        if (node.isMissingNode() || node.isNull()) {
            return new Claimed.Known(null);
        }
        if (node.isTextual() || node.isBoolean() || node.isInt() || node.isLong()) {
            return new Claimed.Known(node.asText());
        }
        return new Claimed.Unknown();
    }
}
