package io.vintner.tendril.control;

/** Names this agent, as the control plane knows it. Safe in a path and as the name of a folder. */
public record TendrilId(String value) {

    public TendrilId {
        WireText.requireId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
