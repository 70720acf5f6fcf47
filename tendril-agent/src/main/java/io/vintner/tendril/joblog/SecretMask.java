package io.vintner.tendril.joblog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Knows the secret values of one job, in the forms in which programs print them: plain, each line
 * of a longer one, JSON-escaped, URL-escaped and in base64 at each of its three alignments. Every
 * occurrence is replaced by {@value #REPLACEMENT}.
 *
 * <p>It protects against accidents: a program that takes a value apart on purpose can still print
 * it. Immutable.
 */
public final class SecretMask {

    /** Shorter values are not masked: they would blank out ordinary text. */
    public static final int SECRET_CHARACTERS_MIN = 6;

    /** What a reader sees in the place of a secret. */
    public static final String REPLACEMENT = "***";

    /** A mask that hides nothing. */
    public static final SecretMask NONE = of(List.of());

    static final byte[] REPLACEMENT_BYTES = REPLACEMENT.getBytes(UTF_8);

    /** Answer of {@link #match}: more bytes must come before it can be told. */
    static final int UNDECIDED = -1;

    private static final int LINE_CHARACTERS_MIN = 8;

    /** Needles by their first byte, the longest first. */
    private final byte[][][] needles = new byte[256][][];

    private SecretMask(Set<String> forms) {
        List<List<byte[]>> byFirst = new ArrayList<>();
        for (int i = 0; i < needles.length; i++) {
            byFirst.add(new ArrayList<>());
        }
        for (String form : forms) {
            byte[] needle = form.getBytes(UTF_8);
            byFirst.get(needle[0] & 0xFF).add(needle);
        }
        for (int i = 0; i < needles.length; i++) {
            byFirst.get(i)
                    .sort(Comparator.comparingInt((byte[] needle) -> needle.length).reversed());
            needles[i] = byFirst.get(i).toArray(byte[][]::new);
        }
    }

    /** Makes a mask of all values that are long enough to be masked. */
    public static SecretMask of(Collection<String> secrets) {
        Set<String> forms = new LinkedHashSet<>();
        for (String secret : secrets) {
            if (secret.length() >= SECRET_CHARACTERS_MIN) {
                addForms(secret, forms);
            }
        }
        return new SecretMask(forms);
    }

    /** The text with every secret replaced. */
    public String mask(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        ByteArrayOutputStream masked = new ByteArrayOutputStream(bytes.length);
        int at = 0;
        while (at < bytes.length) {
            int length = match(bytes, at, bytes.length, true);
            if (length > 0) {
                masked.writeBytes(REPLACEMENT_BYTES);
                at += length;
            } else {
                masked.write(bytes[at++]);
            }
        }
        return masked.toString(UTF_8);
    }

    boolean mayStartWith(byte first) {
        return needles[first & 0xFF].length > 0;
    }

    /**
     * How many bytes at {@code from} are a secret: 0 if none, {@link #UNDECIDED} if they may be the
     * beginning of one (never when {@code end} says that nothing follows).
     */
    int match(byte[] text, int from, int to, boolean end) {
        for (byte[] needle : needles[text[from] & 0xFF]) {
            int known = Math.min(needle.length, to - from);
            if (Arrays.equals(needle, 0, known, text, from, from + known)) {
                if (known == needle.length) {
                    return known;
                }
                if (!end) {
                    return UNDECIDED;
                }
            }
        }
        return 0;
    }

    private static void addForms(String secret, Set<String> forms) {
        forms.add(secret);
        forms.add(jsonEscaped(secret));
        String url = URLEncoder.encode(secret, UTF_8);
        forms.add(url);
        forms.add(url.replace("+", "%20"));
        addBase64(secret.getBytes(UTF_8), forms);
        if (secret.indexOf('\n') >= 0) {
            secret.lines()
                    .map(String::strip)
                    .filter(line -> line.length() >= LINE_CHARACTERS_MIN)
                    .forEach(forms::add);
        }
    }

    /** Base64 of a secret inside a longer text: only characters made of nothing but the secret. */
    private static void addBase64(byte[] secret, Set<String> forms) {
        forms.add(Base64.getEncoder().encodeToString(secret));
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[shift + secret.length];
            System.arraycopy(secret, 0, shifted, shift, secret.length);
            int first = (shift * 8 + 5) / 6;
            int last = shifted.length * 8 / 6;
            forms.add(Base64.getEncoder().encodeToString(shifted).substring(first, last));
            forms.add(Base64.getUrlEncoder().encodeToString(shifted).substring(first, last));
        }
    }

    private static String jsonEscaped(String secret) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < secret.length(); i++) {
            char c = secret.charAt(i);
            switch (c) {
                case '"', '\\' -> escaped.append('\\').append(c);
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    @Override
    public String toString() {
        return "SecretMask[" + REPLACEMENT + "]";
    }
}
