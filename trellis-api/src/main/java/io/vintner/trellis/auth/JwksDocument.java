package io.vintner.trellis.auth;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSetParseException;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON Web Key Sets (RFC 7517) as the gateway does, save secrets, which are not published.
 */
final class JwksDocument {

    private JwksDocument() {}

    /**
     * The public keys that tokens may be signed with. One key that cannot be used leaves the others
     * alone.
     *
     * @param keysMax how many keys the document may hold
     * @throws JWKSetParseException if it is no key set, or one with too many keys
     */
    static JWKSet read(String json, int keysMax) throws JWKSetParseException {
        List<?> entries = entries(json);
        if (entries.size() > keysMax) {
            throw unusable(
                    "a key set with %d keys, at most %d are read"
                            .formatted(entries.size(), keysMax));
        }
        List<JWK> keys = new ArrayList<>();
        for (Object entry : entries) {
            JWK key = entry instanceof Map<?, ?> one ? key(one) : null;
            if (key != null) {
                keys.add(key);
            }
        }
        return new JWKSet(keys);
    }

    private static List<?> entries(String json) throws JWKSetParseException {
        try {
            Map<String, Object> document = JSONObjectUtils.parse(json);
            if (document != null && document.get("keys") instanceof List<?> entries) {
                return entries;
            }
        } catch (ParseException _) {
            throw unusable("not a JSON object");
        }
        throw unusable("expected a list 'keys'");
    }

    @SuppressWarnings("unchecked") // JSON: its keys are strings
    private static @Nullable JWK key(Map<?, ?> entry) {
        try {
            JWK key = JWK.parse((Map<String, Object>) entry);
            return signs(key) && isOfServedType(key) ? key.toPublicJWK() : null;
        } catch (ParseException | IllegalArgumentException | IllegalStateException unusable) {
            return null;
        }
    }

    private static boolean signs(JWK key) {
        return key.getKeyID() != null
                && (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
                && (key.getKeyOperations() == null
                        || key.getKeyOperations().contains(KeyOperation.VERIFY));
    }

    private static boolean isOfServedType(JWK key) {
        return switch (key) {
            case RSAKey _, ECKey _ -> true;
            case OctetKeyPair pair -> Edwards.isOne(pair);
            default -> false;
        };
    }

    private static JWKSetParseException unusable(String why) {
        return new JWKSetParseException(why, new ParseException(why, 0));
    }
}
