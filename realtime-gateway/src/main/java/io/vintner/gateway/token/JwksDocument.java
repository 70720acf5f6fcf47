package io.vintner.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Web Key Set (RFC 7517).
 *
 * @param keys that tokens may be signed with, each bound to the algorithms of its type, curve and
 *     {@code alg}
 * @param ignored how many others it holds: without a name, for encryption, too weak, of a type or a
 *     curve that is not served, or malformed
 */
record JwksDocument(List<TrustedKey> keys, int ignored) {

    private static final int RSA_BITS_LEAST = 2048;
    private static final Set<String> RSA = Set.of("RS256", "RS384", "RS512");
    private static final Map<Curve, Ecdsa> ECDSA =
            Map.of(
                    Curve.P_256, new Ecdsa("ES256", 64),
                    Curve.P_384, new Ecdsa("ES384", 96),
                    Curve.P_521, new Ecdsa("ES512", 132));

    /** What stands before the bytes of a public key in the form that the JDK reads (RFC 8410). */
    private static final Map<Curve, String> EDWARDS =
            Map.of(
                    Curve.Ed25519, "302a300506032b6570032100",
                    Curve.Ed448, "3043300506032b6571033a00");

    JwksDocument {
        keys = List.copyOf(keys);
    }

    private record Ecdsa(String algorithm, int signatureBytes) {}

    /**
     * Reads a document. One key that cannot be used leaves the others alone.
     *
     * @param keysMax how many keys it may hold
     * @throws MalformedJwksException if it is no key set, or one with too many keys
     */
    static JwksDocument read(String json, int keysMax) throws MalformedJwksException {
        List<?> entries = entries(json);
        if (entries.size() > keysMax) {
            throw new MalformedJwksException(
                    "a key set with %d keys, at most %d are read"
                            .formatted(entries.size(), keysMax));
        }
        List<TrustedKey> keys = new ArrayList<>();
        for (Object entry : entries) {
            @Nullable TrustedKey key = entry instanceof Map<?, ?> one ? key(one) : null;
            if (key != null) {
                keys.add(key);
            }
        }
        return new JwksDocument(keys, entries.size() - keys.size());
    }

    private static List<?> entries(String json) throws MalformedJwksException {
        Map<String, Object> document;
        try {
            document = JSONObjectUtils.parse(json);
        } catch (ParseException noJson) {
            throw new MalformedJwksException("not a JSON object");
        }
        if (document == null || !(document.get("keys") instanceof List<?> entries)) {
            throw new MalformedJwksException("expected a list 'keys'");
        }
        return entries;
    }

    @SuppressWarnings("unchecked") // JSON: its keys are strings
    private static @Nullable TrustedKey key(Map<?, ?> entry) {
        try {
            JWK jwk = JWK.parse((Map<String, Object>) entry);
            return signs(jwk) ? key(jwk) : null;
        } catch (ParseException
                | JOSEException
                | GeneralSecurityException
                | IllegalArgumentException
                | IllegalStateException unusable) {
            return null;
        }
    }

    private static boolean signs(JWK jwk) {
        return jwk.getKeyID() != null
                && (jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE))
                && (jwk.getKeyOperations() == null
                        || jwk.getKeyOperations().contains(KeyOperation.VERIFY));
    }

    private static @Nullable TrustedKey key(JWK jwk)
            throws JOSEException, GeneralSecurityException {
        return switch (jwk) {
            case RSAKey rsa when rsa.size() >= RSA_BITS_LEAST ->
                    bound(rsa, RSA, SignatureCheck.rsa(rsa.toRSAPublicKey()));
            case ECKey ec -> ecdsa(ec, ECDSA.get(ec.getCurve()));
            case OctetKeyPair pair when EDWARDS.containsKey(pair.getCurve()) ->
                    bound(
                            pair,
                            Set.of("EdDSA", pair.getCurve().getName()),
                            SignatureCheck.edwards(publicKey(pair), pair.getCurve().getName()));
            case OctetSequenceKey secret
                    when secret.toByteArray().length >= TrustedKey.SECRET_BYTES_LEAST ->
                    bound(secret, TrustedKey.HMAC, SignatureCheck.hmac(secret.toByteArray()));
            default -> null;
        };
    }

    private static @Nullable TrustedKey ecdsa(ECKey ec, @Nullable Ecdsa ecdsa)
            throws JOSEException {
        return ecdsa == null
                ? null
                : bound(
                        ec,
                        Set.of(ecdsa.algorithm()),
                        SignatureCheck.ecdsa(ec.toECPublicKey(), ecdsa.signatureBytes()));
    }

    /** A key that names an algorithm is bound to that one alone, if its type allows it at all. */
    private static @Nullable TrustedKey bound(JWK jwk, Set<String> ofType, SignatureCheck check)
            throws JOSEException {
        Set<String> algorithms = ofType;
        if (jwk.getAlgorithm() != null) {
            String named = jwk.getAlgorithm().getName();
            if (!ofType.contains(named)) {
                return null;
            }
            // EdDSA and the name of the curve are two names of one algorithm (RFC 9864).
            algorithms = jwk instanceof OctetKeyPair ? ofType : Set.of(named);
        }
        String mark =
                jwk.getKeyType()
                        + "|"
                        + algorithms.stream().sorted().toList()
                        + "|"
                        + jwk.computeThumbprint()
                        + "|"
                        + jwk.getKeyID();
        return new TrustedKey(jwk.getKeyID(), algorithms, mark, check);
    }

    private static PublicKey publicKey(OctetKeyPair pair) throws GeneralSecurityException {
        byte[] prefix = HexFormat.of().parseHex(EDWARDS.getOrDefault(pair.getCurve(), ""));
        byte[] point = pair.getDecodedX();
        byte[] encoded = new byte[prefix.length + point.length];
        System.arraycopy(prefix, 0, encoded, 0, prefix.length);
        System.arraycopy(point, 0, encoded, prefix.length, point.length);
        return KeyFactory.getInstance(pair.getCurve().getName())
                .generatePublic(new X509EncodedKeySpec(encoded));
    }
}
