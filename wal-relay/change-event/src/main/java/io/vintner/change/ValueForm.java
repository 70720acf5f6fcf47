package io.vintner.change;

import java.util.Map;

/**
 * The form of the text that values have: PostgreSQL's own, under these settings of a session,
 * whatever database, role and host are set to. Whoever reads values in a session of its own and
 * compares them with those of events needs the same.
 */
public final class ValueForm {

    /** Names and values of PostgreSQL's settings. */
    public static final Map<String, String> SETTINGS =
            Map.of(
                    "DateStyle", "ISO, MDY",
                    "IntervalStyle", "postgres",
                    "TimeZone", "UTC",
                    "extra_float_digits", "1",
                    "bytea_output", "hex");

    private ValueForm() {}
}
