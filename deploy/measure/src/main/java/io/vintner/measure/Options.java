package io.vintner.measure;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The options of a command line, each {@code --name value}, over their defaults. Immutable. */
public final class Options {

    private final Map<String, String> values;

    private Options(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * Reads a command line.
     *
     * @param defaults every option that there is
     * @throws IllegalArgumentException with a sentence for the user, if an option is unknown or
     *     lacks its value
     */
    public static Options parse(Map<String, String> defaults, List<String> arguments) {
        Map<String, String> given = new HashMap<>(defaults);
        for (int i = 0; i < arguments.size(); i += 2) {
            String option = arguments.get(i);
            if (!defaults.containsKey(option)) {
                throw new IllegalArgumentException("there is no option " + option);
            }
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            given.put(option, arguments.get(i + 1));
        }
        return new Options(given);
    }

    /** The value of an option. */
    public String text(String option) {
        String value = values.get(option);
        if (value == null) {
            throw new IllegalStateException("no default for " + option);
        }
        return value;
    }

    /** The value as a number from 1 on. */
    public int count(String option) {
        String value = text(option);
        try {
            int count = Integer.parseInt(value);
            if (count >= 1) {
                return count;
            }
        } catch (NumberFormatException noNumber) {
            // The same as one that is too small.
        }
        throw notUnderstood(value);
    }

    /** The value as a list of constants, separated by commas. */
    public <E extends Enum<E>> Set<E> names(String option, Class<E> type) {
        return Arrays.stream(text(option).split(",", -1))
                .map(name -> constant(type, name))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The value as one constant. */
    public <E extends Enum<E>> E name(String option, Class<E> type) {
        return constant(type, text(option));
    }

    /** The value as a list of words, separated by blanks. */
    public List<String> words(String option) {
        return List.of(text(option).split(" ", -1));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name) {
        try {
            return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw notUnderstood(name);
        }
    }

    private static IllegalArgumentException notUnderstood(String value) {
        return new IllegalArgumentException("a value is not understood: " + value);
    }
}
