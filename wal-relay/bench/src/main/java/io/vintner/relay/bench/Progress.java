package io.vintner.relay.bench;

/** What whoever waits is told, apart from the result. */
final class Progress {

    private Progress() {}

    static void say(String what) {
        System.err.println(what);
    }
}
