package io.vintner.tendril.control;

import java.util.regex.Pattern;

/** What texts from the wire must look like before they are used. */
final class WireText {

    private static final Pattern ID = Pattern.compile("[0-9A-Za-z][0-9A-Za-z_-]{0,63}");

    private WireText() {}

    static void requireId(String value) {
        if (!ID.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "expected an id of letters, digits and dashes, came %d characters"
                            .formatted(value.length()));
        }
    }
}
