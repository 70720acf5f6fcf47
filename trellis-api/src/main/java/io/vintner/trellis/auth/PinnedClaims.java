package io.vintner.trellis.auth;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Claims that every token must make with a certain value, for instance {@code iss}. Where the token
 * has a list, as {@code aud} may be one, the value must be in it.
 */
record PinnedClaims(Map<String, Object> wanted) {

    static final PinnedClaims NONE = new PinnedClaims(Map.of());

    PinnedClaims {
        wanted = Map.copyOf(wanted);
    }

    /**
     * Reads them.
     *
     * @param json an object of claims and values
     * @throws IllegalArgumentException if it is none
     */
    static PinnedClaims parse(String json) {
        String expected =
                "vintner.trellis.token.pinned-claims must be a JSON object of claims and values";
        try {
            Map<String, Object> wanted = JSONObjectUtils.parse(json);
            // The parser takes an empty list for an empty object.
            if (wanted == null || wanted.isEmpty() || wanted.containsValue(null)) {
                throw new IllegalArgumentException(expected);
            }
            return new PinnedClaims(wanted);
        } catch (ParseException noJson) {
            throw new IllegalArgumentException(expected, noJson);
        }
    }

    /** The name of a claim that is not as it must be; null if all are. */
    @Nullable String mismatch(Map<String, Object> claims) {
        for (Map.Entry<String, Object> pin : wanted.entrySet()) {
            Object value = claims.get(pin.getKey());
            boolean fits =
                    pin.getValue().equals(value)
                            || (value instanceof List<?> list && list.contains(pin.getValue()));
            if (!fits) {
                return pin.getKey();
            }
        }
        return null;
    }
}
