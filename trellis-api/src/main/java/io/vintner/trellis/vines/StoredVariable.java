package io.vintner.trellis.vines;

/** A variable as it is kept: its text, or of a secret only which revision of its value it is. */
public sealed interface StoredVariable {

    /** Unique among those of the same kind. */
    String name();

    /** {@code terraform} or {@code environment}. */
    String kind();

    /** One whose value may be seen. */
    record Plain(String name, String kind, String value) implements StoredVariable {
        /** Values are not for logs. */
        @Override
        public String toString() {
            return "Plain[" + kind + " " + name + "]";
        }
    }

    /**
     * A secret one.
     *
     * @param revision another one whenever the value was set
     */
    record Hidden(String name, String kind, long revision) implements StoredVariable {}
}
