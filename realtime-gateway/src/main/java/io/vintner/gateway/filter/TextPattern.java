package io.vintner.gateway.filter;

/** A pattern for texts. Equal patterns match the same texts. */
sealed interface TextPattern permits LikePattern, RegexPattern {

    /** How many steps a match may take before it is given up. */
    int STEPS_MAX = 4_000_000;

    /** Whether a text matches; {@link Truth#ASKED} if that cannot be told here, or not in time. */
    Truth matches(String text);

    /** Whether a text has nothing but ASCII. */
    static boolean isAscii(String text) {
        for (int index = 0; index < text.length(); index++) {
            if (text.charAt(index) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** An ASCII letter in lower case; anything else as it is. */
    static int folded(int point) {
        return point >= 'A' && point <= 'Z' ? point + ('a' - 'A') : point;
    }
}
