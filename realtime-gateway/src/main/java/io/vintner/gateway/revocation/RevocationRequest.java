package io.vintner.gateway.revocation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what is to be revoked. */
final class RevocationRequest {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build();

    private static final Set<String> FIELDS = Set.of("jti", "sub", "issued_before", "exp");
    private static final int NAME_LENGTH_MAX = 500;
    private static final long SECONDS_MAX = 253_402_214_400L; // the end of the year 9999
    private static final Duration CLOCKS_APART_MAX = Duration.ofMinutes(1);

    private RevocationRequest() {}

    /** What a request is. */
    sealed interface Reading {

        /** It can be done. */
        record Read(Revocation revocation) implements Reading {}

        /** It cannot be read at all. */
        record Malformed() implements Reading {}

        /**
         * One field is not as it must be.
         *
         * @param why for the caller; holds nothing of what came
         */
        record Invalid(String field, String why) implements Reading {}
    }

    /**
     * Reads a request.
     *
     * @param keep how long a revocation is kept that does not say when its tokens expire
     */
    static Reading read(byte[] body, Instant now, Duration keep) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JsonProcessingException noJson) {
            return new Reading.Malformed();
        } catch (java.io.IOException impossible) {
            throw new java.io.UncheckedIOException("reading from memory", impossible);
        }
        if (json == null || !json.isObject()) {
            return new Reading.Malformed();
        }
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            if (!FIELDS.contains(names.next())) {
                return new Reading.Invalid("", "only jti, sub, issued_before and exp are known");
            }
        }
        return read(json, now, keep);
    }

    private static Reading read(JsonNode json, Instant now, Duration keep) {
        String kind = json.has("sub") ? "sub" : "jti";
        if (json.has("jti") == json.has("sub")) {
            return new Reading.Invalid(kind, "either jti or sub says which tokens are meant");
        }
        @Nullable String name = json.get(kind).textValue();
        if (name == null
                || name.isEmpty()
                || name.codePointCount(0, name.length()) > NAME_LENGTH_MAX
                || name.indexOf('\0') >= 0) {
            return new Reading.Invalid(
                    kind, "a text of 1 to %d characters".formatted(NAME_LENGTH_MAX));
        }
        if (isNoTime(json, "exp") || isNoTime(json, "issued_before")) {
            return new Reading.Invalid(
                    isNoTime(json, "exp") ? "exp" : "issued_before",
                    "a number of seconds since 1970, before the year 10000");
        }
        Instant expiresAt = time(json, "exp", now.plus(keep));
        if (!expiresAt.isAfter(now)) {
            return new Reading.Invalid("exp", "in the past: the tokens have expired by themselves");
        }
        if (kind.equals("jti")) {
            return json.has("issued_before")
                    ? new Reading.Invalid("issued_before", "goes with sub only")
                    : new Reading.Read(new Revocation.OfToken(name, expiresAt));
        }
        Instant issuedBefore = time(json, "issued_before", now);
        return issuedBefore.isAfter(now.plus(CLOCKS_APART_MAX))
                ? new Reading.Invalid("issued_before", "in the future")
                : new Reading.Read(new Revocation.OfSubject(name, issuedBefore, expiresAt));
    }

    private static boolean isNoTime(JsonNode json, String field) {
        JsonNode node = json.path(field);
        return !node.isMissingNode()
                && !(node.isNumber()
                        && node.doubleValue() >= 0
                        && node.doubleValue() < SECONDS_MAX);
    }

    private static Instant time(JsonNode json, String field, Instant otherwise) {
        JsonNode node = json.path(field);
        return node.isMissingNode()
                ? otherwise
                : Instant.ofEpochMilli(Math.round(node.doubleValue() * 1_000));
    }
}
