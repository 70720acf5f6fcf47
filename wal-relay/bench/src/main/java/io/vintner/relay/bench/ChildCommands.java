package io.vintner.relay.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The other end of {@link ChildProgram}: the commands of the benchmark and the answers to it. */
final class ChildCommands {

    private final BlockingQueue<String> commands = new LinkedBlockingQueue<>();

    /** What a child does. */
    interface Work {

        /** Reads until all rows have come. */
        RowWatch read(RowWatch rows) throws Exception;
    }

    /** Serves until the benchmark ends, and then ends this JVM. */
    void serve(Work work) {
        Thread.ofPlatform().daemon().start(this::readCommands);
        try {
            serveUntilFailure(work);
        } catch (Exception failure) {
            // Whatever else runs in this JVM must not outlive it: the benchmark waits.
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private void serveUntilFailure(Work work) throws Exception {
        say("ready");
        while (true) {
            String[] words = commands.take().split(" ", -1);
            RowWatch rows =
                    new RowWatch(
                            Long.parseLong(words[1]),
                            Integer.parseInt(words[2]),
                            words[0].equals("follow"));
            say("waiting");
            say(work.read(rows).answer());
        }
    }

    private void readCommands() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                commands.add(line);
            }
        } catch (IOException broken) {
            // The same as its end.
        }
        Runtime.getRuntime().halt(0);
    }

    private static void say(String answer) throws IOException {
        System.out.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
        System.out.flush();
    }
}
