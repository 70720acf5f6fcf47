package io.vintner.faults.rig;

import java.io.IOException;

/** Signals that Java cannot send. */
final class Signals {

    private Signals() {}

    static void send(String name, ProcessHandle process) throws IOException, InterruptedException {
        Process kill =
                new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .inheritIO()
                        .start();
        if (kill.waitFor() != 0) {
            throw new IOException("SIG%s could not be sent".formatted(name));
        }
    }
}
