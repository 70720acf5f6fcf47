package io.vintner.tendril.control;

/** A value that must not be seen: whoever needs it asks for {@link #reveal()}. */
public final class Secret {

    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
