package io.vintner.faults.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Terraform's numbered lines, {@code <command> <stream> <number> <digest>}: the numbers of each
 * command rise by one, and each digest covers all numbers before it.
 */
final class RunningDigests {

    private RunningDigests() {}

    /** The first line that does not follow; empty if all do. */
    static Optional<String> firstWrong(String text, String stream) {
        Map<String, String> last = new HashMap<>();
        Map<String, Integer> numbers = new HashMap<>();
        String mark = " " + stream + " ";
        for (String line : text.lines().filter(it -> it.contains(mark)).toList()) {
            String[] words = line.split(" ", -1);
            if (words.length != 4) {
                continue;
            }
            int number = numbers.merge(words[0], 1, Integer::sum);
            String counted = stream.equals("stderr") ? "-" + number : Integer.toString(number);
            String digest = digest(last.getOrDefault(words[0], words[0]) + " " + counted);
            if (!words[2].equals(Integer.toString(number)) || !words[3].equals(digest)) {
                return Optional.of(line);
            }
            last.put(words[0], digest);
        }
        return Optional.empty();
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, 16);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
