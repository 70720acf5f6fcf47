package io.vintner.gateway.token;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key of a test that signs tokens in the ways that its type allows, and what is published. */
public final class TestKey {

    private static final Map<String, String> CURVES =
            Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");

    private final String id;
    private final Key key;
    private final JWK published;

    private TestKey(String id, Key key, JWK published) {
        this.id = id;
        this.key = key;
        this.published = published;
    }

    static TestKey rsa(String id) {
        KeyPair pair = pair("RSA", 2048);
        return new TestKey(
                id,
                pair.getPrivate(),
                new RSAKey.Builder((RSAPublicKey) pair.getPublic()).keyID(id).build());
    }

    /** On {@code P-256}, {@code P-384} or {@code P-521}. */
    public static TestKey ec(String id, String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVES.get(curve)));
            KeyPair pair = generator.generateKeyPair();
            return new TestKey(
                    id,
                    pair.getPrivate(),
                    new ECKey.Builder(Curve.parse(curve), (ECPublicKey) pair.getPublic())
                            .keyID(id)
                            .build());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** On {@code Ed25519} or {@code Ed448}. */
    static TestKey edwards(String id, String curve) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(curve).generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            int bytes = curve.equals("Ed25519") ? 32 : 57;
            byte[] point = Arrays.copyOfRange(encoded, encoded.length - bytes, encoded.length);
            return new TestKey(
                    id,
                    pair.getPrivate(),
                    new OctetKeyPair.Builder(Curve.parse(curve), Base64URL.encode(point))
                            .keyID(id)
                            .build());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static TestKey secret(String id, String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        return new TestKey(
                id,
                new SecretKeySpec(bytes, "HMAC"),
                new OctetSequenceKey.Builder(bytes).keyID(id).build());
    }

    private static KeyPair pair(String type, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** As it stands in a key set. */
    public String jwk() {
        return published.toJSONString();
    }

    /** As it stands in a key set, with another member or another value of one. */
    String jwkWith(String name, Object value) {
        try {
            Map<String, Object> json =
                    com.nimbusds.jose.util.JSONObjectUtils.parse(published.toJSONString());
            json.put(name, value);
            return com.nimbusds.jose.util.JSONObjectUtils.toJSONString(json);
        } catch (java.text.ParseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    byte[] publicBytes() {
        try {
            return published instanceof RSAKey rsa ? rsa.toPublicKey().getEncoded() : new byte[0];
        } catch (com.nimbusds.jose.JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A key set of these. */
    public static String set(TestKey... keys) {
        return set(Stream.of(keys).map(TestKey::jwk).toArray(String[]::new));
    }

    static String set(String... jwks) {
        return Stream.of(jwks).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    /** A token with those claims, named after this key. */
    public String sign(String algorithm, String claims) {
        return sign("{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(algorithm, id), algorithm, claims);
    }

    /** A token with a header of one's own. */
    String sign(String header, String algorithm, String claims) {
        String content =
                base64(header.getBytes(StandardCharsets.UTF_8))
                        + "."
                        + base64(claims.getBytes(StandardCharsets.UTF_8));
        byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
        return content + "." + base64(signature(algorithm, bytes));
    }

    private byte[] signature(String algorithm, byte[] content) {
        String hash = "SHA" + algorithm.substring(2);
        try {
            if (algorithm.startsWith("HS")) {
                Mac mac = Mac.getInstance("Hmac" + hash);
                mac.init(key);
                return mac.doFinal(content);
            }
            Signature signature =
                    Signature.getInstance(
                            switch (algorithm.substring(0, 2)) {
                                case "RS" -> hash + "withRSA";
                                case "ES" -> hash + "withECDSAinP1363Format";
                                default -> "EdDSA";
                            });
            signature.initSign((PrivateKey) key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String base64(byte[] bytes) {
        return Base64URL.encode(bytes).toString();
    }
}
