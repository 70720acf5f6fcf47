package io.vintner.trellis.database;

/** A configured value that must not be shown: its text form is {@code ***}. */
public record Secret(String value) {

    /** Used by the configuration to read one. */
    public static Secret of(String value) {
        return new Secret(value);
    }

    @Override
    public String toString() {
        return "***";
    }
}
