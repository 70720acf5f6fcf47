package io.vintner.trellis.auth;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Map;

/**
 * EdDSA (RFC 8037) by the JDK's own signatures, for which the JOSE library wants another library.
 */
final class Edwards {

    /** What stands before the bytes of a public key in the form that the JDK reads (RFC 8410). */
    private static final Map<Curve, String> BEFORE =
            Map.of(
                    Curve.Ed25519, "302a300506032b6570032100",
                    Curve.Ed448, "3043300506032b6571033a00");

    private Edwards() {}

    /** Whether a key is one that can be used, not only by its name. */
    static boolean isOne(OctetKeyPair pair) {
        try {
            return BEFORE.containsKey(pair.getCurve()) && check(pair) != null;
        } catch (GeneralSecurityException noKey) {
            return false;
        }
    }

    /** Whether {@code signature} is the key's for {@code content}. */
    static boolean signed(OctetKeyPair pair, byte[] content, byte[] signature)
            throws GeneralSecurityException {
        Signature check = check(pair);
        check.update(content);
        return check.verify(signature);
    }

    private static Signature check(OctetKeyPair pair) throws GeneralSecurityException {
        byte[] before = HexFormat.of().parseHex(BEFORE.getOrDefault(pair.getCurve(), ""));
        byte[] point = pair.getDecodedX();
        byte[] encoded = new byte[before.length + point.length];
        System.arraycopy(before, 0, encoded, 0, before.length);
        System.arraycopy(point, 0, encoded, before.length, point.length);
        String name = pair.getCurve().getName();
        Signature check = Signature.getInstance(name);
        check.initVerify(
                KeyFactory.getInstance(name).generatePublic(new X509EncodedKeySpec(encoded)));
        return check;
    }
}
