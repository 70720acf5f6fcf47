package io.vintner.gateway.filter;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An operator of the filter grammar. */
public enum Operator {
    EQ,
    NEQ,
    LT,
    LTE,
    GT,
    GTE,
    IN,
    LIKE,
    ILIKE,
    IS,
    MATCH,
    IMATCH,
    ISDISTINCT;

    /** The name in the grammar, for instance {@code eq}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The operator of that name in the grammar; null if there is none. */
    static @Nullable Operator ofWireName(String name) {
        for (Operator operator : values()) {
            if (operator.wireName().equals(name)) {
                return operator;
            }
        }
        return null;
    }
}
