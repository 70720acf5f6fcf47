package io.vintner.trellis.auth;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A key that a test signs tokens with by the JDK's own means, and what is published of it. */
record TestKey(String id, PrivateKey key, JWK published) {

    private static final Map<String, String> CURVES =
            Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");

    static TestKey rsa(String id, int bits) {
        KeyPair pair = pair("RSA", bits);
        return new TestKey(
                id,
                pair.getPrivate(),
                new RSAKey.Builder((RSAPublicKey) pair.getPublic()).keyID(id).build());
    }

    static TestKey ec(String id, String curve) {
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

    static TestKey edwards(String id, String curve) {
        KeyPair pair = pair(curve, 0);
        byte[] encoded = pair.getPublic().getEncoded();
        int bytes = curve.equals("Ed25519") ? 32 : 57;
        byte[] point = Arrays.copyOfRange(encoded, encoded.length - bytes, encoded.length);
        return new TestKey(
                id,
                pair.getPrivate(),
                new OctetKeyPair.Builder(Curve.parse(curve), Base64URL.encode(point))
                        .keyID(id)
                        .build());
    }

    private static KeyPair pair(String type, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
            if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String jwk() {
        return published.toJSONString();
    }

    /** As published, with another member or another value of one. */
    String jwkWith(String name, Object value) {
        try {
            Map<String, Object> json = JSONObjectUtils.parse(jwk());
            json.put(name, value);
            return JSONObjectUtils.toJSONString(json);
        } catch (ParseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String set(String... jwks) {
        return Stream.of(jwks).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    /** A token that names this key. */
    String sign(String algorithm, String claims) {
        return sign("{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(algorithm, id), algorithm, claims);
    }

    /** A token with a header of one's own. */
    String sign(String header, String algorithm, String claims) {
        String content = base64(header) + "." + base64(claims);
        String name =
                switch (algorithm.substring(0, 2)) {
                    case "RS" -> "SHA" + algorithm.substring(2) + "withRSA";
                    case "ES" -> "SHA" + algorithm.substring(2) + "withECDSAinP1363Format";
                    default -> "EdDSA";
                };
        try {
            Signature signature = Signature.getInstance(name);
            signature.initSign(key);
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + Base64URL.encode(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String base64(String text) {
        return Base64URL.encode(text.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
