package io.vintner.gateway.filter;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Casts of texts that are certain to give what PostgreSQL gives. */
public final class KnownTexts {

    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");
    private static final Pattern INTEGER = Pattern.compile("-?(?:0|[1-9]\\d{0,17})");

    private KnownTexts() {}

    /**
     * What {@code text} is as a value of {@code type}, as PostgreSQL prints it.
     *
     * @param type internal name
     * @return null if only PostgreSQL can tell
     */
    public static @Nullable String as(String text, String type) {
        return switch (type) {
            case "text", "varchar" -> text;
            case "uuid" -> UUID.matcher(text).matches() ? text.toLowerCase(Locale.ROOT) : null;
            case "int2" -> integer(text, Short.MIN_VALUE, Short.MAX_VALUE);
            case "int4" -> integer(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "int8" -> integer(text, Long.MIN_VALUE, Long.MAX_VALUE);
            case "numeric" -> INTEGER.matcher(text).matches() ? text : null;
            case "bool" -> text.equals("true") ? "t" : text.equals("false") ? "f" : null;
            default -> null;
        };
    }

    private static @Nullable String integer(String text, long min, long max) {
        if (!INTEGER.matcher(text).matches()) {
            return null;
        }
        long value = Long.parseLong(text);
        return value < min || value > max ? null : String.valueOf(value);
    }
}
