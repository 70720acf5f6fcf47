package io.vintner.gateway.bench;

import io.vintner.gateway.bench.BenchSettings.Algorithm;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;

/**
 * What the tokens of a run are signed with, at both ends.
 *
 * @param clients as the clients are told
 * @param gateway the settings of the gateway
 */
record SigningKey(String clients, Map<String, String> gateway) {

    private static final String SECRET = "the-secret-of-the-tokens-of-a-benchmark";
    private static final int COORDINATE_BYTES = 32;

    SigningKey {
        gateway = Map.copyOf(gateway);
    }

    /**
     * A new one.
     *
     * @param folder for the public half of a pair
     */
    static SigningKey of(Algorithm algorithm, Path folder) throws IOException {
        return switch (algorithm) {
            case HS256 ->
                    new SigningKey(
                            "HS256:" + SECRET, Map.of("VINTNER_GATEWAY_TOKEN_JWT_SECRET", SECRET));
            case ES256 -> pair(folder.resolve("keys.json"));
        };
    }

    private static SigningKey pair(Path keys) throws IOException {
        KeyPair pair;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            pair = generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has P-256", impossible);
        }
        ECPublicKey open = (ECPublicKey) pair.getPublic();
        Files.writeString(
                keys,
                """
                {"keys":[{"kty":"EC","crv":"P-256","kid":"bench","alg":"ES256","x":"%s","y":"%s"}]}
                """
                        .formatted(
                                coordinate(open.getW().getAffineX()),
                                coordinate(open.getW().getAffineY())));
        return new SigningKey(
                "ES256:" + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()),
                Map.of("VINTNER_GATEWAY_TOKEN_JWKS_FILE", keys.toString()));
    }

    private static String coordinate(BigInteger number) {
        byte[] signed = number.toByteArray();
        byte[] bytes = new byte[COORDINATE_BYTES];
        int length = Math.min(signed.length, COORDINATE_BYTES);
        System.arraycopy(signed, signed.length - length, bytes, COORDINATE_BYTES - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Leaves the key out. */
    @Override
    public String toString() {
        return "SigningKey[" + clients.split(":", 2)[0] + "]";
    }
}
