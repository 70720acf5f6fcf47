package io.vintner.tendril.control;

/** Names one job. Safe in a path and as the name of a folder. */
public record JobId(String value) {

    public JobId {
        WireText.requireId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
