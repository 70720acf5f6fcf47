package io.vintner.gateway.resume;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who a client says it is when it comes back: a random text of its own, one for each loaded page.
 *
 * @param value 16 to 128 letters, digits, {@code -} and {@code _}
 */
public record ResumeId(String value) {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{16,128}");

    public ResumeId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("no resume id");
        }
    }

    /** Reads an id; null if the text is none. */
    public static @Nullable ResumeId parse(String text) {
        return FORM.matcher(text).matches() ? new ResumeId(text) : null;
    }

    /** Leaves it out: who knows it can take over from its client. */
    @Override
    public String toString() {
        return "ResumeId[]";
    }
}
