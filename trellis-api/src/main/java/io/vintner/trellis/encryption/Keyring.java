package io.vintner.trellis.encryption;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The configured keys, by their ids: the first one encrypts, all decrypt. */
final class Keyring {

    /** Of AES-256. */
    static final int KEY_BYTES = 32;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");

    private final Map<String, SecretKey> keys;
    private final String active;

    private Keyring(SequencedMap<String, SecretKey> keys) {
        this.keys = keys;
        this.active = keys.firstEntry().getKey();
    }

    /**
     * Reads keys in the form of the setting.
     *
     * @throws IllegalArgumentException saying in one sentence, without any key, what is unusable
     */
    static Keyring read(String text) {
        SequencedMap<String, SecretKey> keys = new LinkedHashMap<>();
        for (String entry : text.split("[,\\s]+", -1)) {
            if (!entry.isEmpty()) {
                int colon = entry.indexOf(':');
                String id = colon < 0 ? "" : entry.substring(0, colon);
                if (!ID.matcher(id).matches()) {
                    throw unusable(
                            "entry %d is not of the form id:base64, with an id of at most 40"
                                            .formatted(keys.size() + 1)
                                    + " letters, digits, dots, dashes and underscores");
                }
                if (keys.put(id, key(id, entry.substring(colon + 1))) != null) {
                    throw unusable("the id '%s' is given twice".formatted(id));
                }
            }
        }
        if (keys.isEmpty()) {
            throw unusable("there is none: make one with 'openssl rand -base64 32'");
        }
        return new Keyring(keys);
    }

    private static SecretKey key(String id, String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            throw unusable("the key '%s' is not Base64".formatted(id));
        }
        if (bytes.length != KEY_BYTES) {
            throw unusable(
                    "the key '%s' has %d bytes, not %d".formatted(id, bytes.length, KEY_BYTES));
        }
        boolean random = false;
        for (byte b : bytes) {
            random |= b != bytes[0];
        }
        if (!random) {
            throw unusable("the key '%s' is one byte repeated, not random".formatted(id));
        }
        return new SecretKeySpec(bytes, "AES");
    }

    static IllegalArgumentException unusable(String why) {
        return new IllegalArgumentException(
                "vintner.trellis.encryption.keys cannot be used: " + why);
    }

    /** The id of the key that encrypts. */
    String active() {
        return active;
    }

    Optional<SecretKey> find(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    /** The ids of all keys. */
    List<String> ids() {
        return List.copyOf(keys.keySet());
    }

    /** The ids of the keys that only decrypt. */
    List<String> retired() {
        List<String> retired = new ArrayList<>(keys.keySet());
        retired.remove(active);
        return retired;
    }

    /** Ids only. */
    @Override
    public String toString() {
        return "Keyring" + keys.keySet();
    }
}
