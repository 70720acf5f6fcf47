package io.vintner.measure;

/** What whoever waits is told, apart from the result. */
public final class Progress {

    private Progress() {}

    /** On standard error. */
    public static void say(String what) {
        System.err.println(what);
    }
}
