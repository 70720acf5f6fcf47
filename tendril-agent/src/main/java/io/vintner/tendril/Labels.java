package io.vintner.tendril;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the labels by which jobs choose this agent; the API takes no others. */
final class Labels {

    private static final int MAX = 50;
    private static final Pattern FORM =
            Pattern.compile("(?<name>[^=\\p{Cntrl}]{1,100})=(?<value>\\P{Cntrl}{0,200})");

    private Labels() {}

    /**
     * The labels by their names.
     *
     * @param entries {@code name=value}
     * @throws StartUpException in plain words, if one of them is none
     */
    static Map<String, String> read(List<String> entries) throws StartUpException {
        Map<String, String> labels = new TreeMap<>();
        for (String entry : entries) {
            var label = FORM.matcher(entry.strip());
            String name = label.matches() ? label.group("name").strip() : "";
            if (name.isEmpty()) {
                throw new StartUpException(
                        "vintner.tendril.labels has '%s', which is no label: write name=value, and"
                                        .formatted(entry.strip())
                                + " commas between several; a name has 1 to 100 characters, a"
                                + " value at most 200");
            }
            if (labels.put(name, label.group("value").strip()) != null) {
                throw new StartUpException(
                        "vintner.tendril.labels names '%s' twice".formatted(name));
            }
        }
        if (labels.size() > MAX) {
            throw new StartUpException(
                    "vintner.tendril.labels has %d labels, at most %d are taken"
                            .formatted(labels.size(), MAX));
        }
        return Map.copyOf(labels);
    }
}
