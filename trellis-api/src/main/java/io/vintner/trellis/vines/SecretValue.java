package io.vintner.trellis.vines;

/** The value of a secret variable, in clear: for the Tendril that runs a job, for nobody else. */
public record SecretValue(String name, String kind, String value) {

    /** Which, without its value. */
    @Override
    public String toString() {
        return "SecretValue[" + kind + " " + name + "]";
    }
}
