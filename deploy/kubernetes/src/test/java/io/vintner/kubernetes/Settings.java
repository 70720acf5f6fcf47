package io.vintner.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The settings of the services, as their READMEs list them, by their environment names. */
final class Settings {

    private static final Path PROJECT = Manifests.HOME.resolve("../..").normalize();
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** Of the container and of what the services are made with. */
    private static final Map<String, Set<String>> MORE =
            Map.of(
                    "wal-relay",
                    Set.of(
                            "QUARKUS_HTTP_INSECURE_REQUESTS",
                            "QUARKUS_HTTP_SSL_CERTIFICATE_FILES",
                            "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES"),
                    "tendril-agent",
                    Set.of("HOME"));

    private Settings() {}

    static Set<String> of(String service) throws IOException {
        Set<String> names = new TreeSet<>(MORE.getOrDefault(service, Set.of()));
        for (String line : Files.readAllLines(PROJECT.resolve(service).resolve("README.md"))) {
            if (line.startsWith("| `vintner.")) {
                addRow(line.substring(0, line.indexOf('|', 1)), names);
            }
        }
        return names;
    }

    /** A row names keys, the first one in full, others by what they end with. */
    private static void addRow(String cell, Set<String> names) {
        Matcher code = CODE.matcher(cell);
        String first = "";
        while (code.find()) {
            String key = code.group(1);
            if (key.startsWith("vintner.")) {
                first = key;
            } else if (key.startsWith(".")) {
                key = first.substring(0, first.lastIndexOf('.')) + key;
            } else if (key.startsWith("-")) {
                key = first.substring(0, first.lastIndexOf('-')) + key;
            }
            names.add(key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT));
        }
    }
}
