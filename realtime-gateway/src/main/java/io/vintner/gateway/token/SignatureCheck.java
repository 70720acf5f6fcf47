package io.vintner.gateway.token;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Says whether a signature is that of one key (RFC 7518, section 3; RFC 8037). Thread-safe.
 *
 * <p>RSA and ECDSA are computed by a native library where it can be loaded ({@link NativeCrypto}),
 * everything else by the JDK: each algorithm is one name there.
 */
interface SignatureCheck {

    /**
     * Whether {@code signature} is the key's for {@code content}.
     *
     * @param algorithm as the token names it, of those that the key is bound to
     * @throws GeneralSecurityException if the signature has no form that could be one
     */
    boolean holds(String algorithm, byte[] content, byte[] signature)
            throws GeneralSecurityException;

    /** HMAC with a shared secret. */
    static SignatureCheck hmac(byte[] secret) {
        byte[] own = secret.clone();
        return (algorithm, content, signature) -> {
            String name = "HmacSHA" + algorithm.substring(2);
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(own, name));
            return MessageDigest.isEqual(mac.doFinal(content), signature);
        };
    }

    /** RSA with PKCS #1 v1.5 padding. */
    static SignatureCheck rsa(PublicKey key) {
        return (algorithm, content, signature) ->
                verify(
                        NativeCrypto.signature("SHA" + algorithm.substring(2) + "withRSA"),
                        key,
                        content,
                        signature);
    }

    /**
     * ECDSA, the two halves of the signature side by side.
     *
     * @param bytes of a signature on the key's curve; others are none
     */
    static SignatureCheck ecdsa(PublicKey key, int bytes) {
        return (algorithm, content, signature) ->
                signature.length == bytes
                        && verify(
                                NativeCrypto.signature(
                                        "SHA" + algorithm.substring(2) + "withECDSAinP1363Format"),
                                key,
                                content,
                                signature);
    }

    /**
     * EdDSA.
     *
     * @param curve {@code Ed25519} or {@code Ed448}
     */
    static SignatureCheck edwards(PublicKey key, String curve) {
        return (_, content, signature) ->
                verify(Signature.getInstance(curve), key, content, signature);
    }

    private static boolean verify(Signature check, PublicKey key, byte[] content, byte[] signature)
            throws GeneralSecurityException {
        check.initVerify(key);
        check.update(content);
        return check.verify(signature);
    }
}
