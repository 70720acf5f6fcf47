package io.vintner.trellis.encryption;

import io.vertx.core.buffer.Buffer;
import io.vintner.trellis.encryption.SealedTable.Place;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts and decrypts content with AES-256-GCM under a random nonce. The associated data is the
 * key's id and the row, so that a ciphertext that was moved to another row does not open.
 * Thread-safe.
 *
 * @see <a href="https://csrc.nist.gov/pubs/sp/800/38/d/final">NIST SP 800-38D</a>: with random
 *     nonces at most 2^32 contents under one key
 */
@ApplicationScoped
public class Sealer {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Keyring keyring;
    private final SecureRandom random = new SecureRandom();

    Sealer(Keyring keyring) {
        this.keyring = keyring;
    }

    /** Encrypts with the active key. */
    public Sealed seal(Place place, byte[] clear) {
        String id = keyring.active();
        SecretKey key = keyring.find(id).orElseThrow();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, key, nonce, associated(id, place)).doFinal(clear);
            return new Sealed(
                    id,
                    Buffer.buffer(NONCE_BYTES + sealed.length)
                            .appendBytes(nonce)
                            .appendBytes(sealed));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /**
     * Decrypts what was stored in {@code place}.
     *
     * @throws SealBrokenException if that is not possible
     */
    public byte[] open(Place place, Sealed sealed) {
        byte[] content = sealed.content().getBytes();
        String id = sealed.keyId();
        if (id == null) {
            return content;
        }
        SecretKey key =
                keyring.find(id)
                        .orElseThrow(() ->
                                SealBrokenException.withoutKey(
                                        "the key '%s' of a row of %s is not configured"
                                                .formatted(id, place.table().sqlName())));
        if (content.length < NONCE_BYTES + TAG_BITS / 8) {
            throw SealBrokenException.altered(
                    "a content of %s is cut short".formatted(place.table().sqlName()), null);
        }
        byte[] nonce = java.util.Arrays.copyOf(content, NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, associated(id, place))
                    .doFinal(content, NONCE_BYTES, content.length - NONCE_BYTES);
        } catch (AEADBadTagException notOurs) {
            throw SealBrokenException.altered(
                    "a content of %s is not what was stored in its row with the key '%s'"
                            .formatted(place.table().sqlName(), id),
                    notOurs);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] associated)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(associated);
        return cipher;
    }

    private static byte[] associated(String id, Place place) {
        return (id + Place.SEPARATOR + place.text()).getBytes(StandardCharsets.UTF_8);
    }
}
