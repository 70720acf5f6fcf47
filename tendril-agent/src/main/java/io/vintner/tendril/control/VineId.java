package io.vintner.tendril.control;

/** Names one vine. Safe in a path and as the name of a folder. */
public record VineId(String value) {

    public VineId {
        WireText.requireId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
