package io.vintner.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The other end of {@link ChildProgram}: the commands of the benchmark and the answers to it. */
public final class ChildCommands {

    private final BlockingQueue<String> commands = new LinkedBlockingQueue<>();

    /** What a child does. */
    public interface Work {

        /** Obeys one command, given as its words, and answers it with {@link #say}. */
        void obey(String[] words) throws Exception;
    }

    /** Says {@code ready}, serves until the benchmark ends, and then ends this JVM. */
    public void serve(Work work) {
        Thread.ofPlatform().daemon().start(this::readCommands);
        try {
            say("ready");
            while (true) {
                work.obey(commands.take().split(" ", -1));
            }
        } catch (Exception failure) {
            // Whatever else runs in this JVM must not outlive it: the benchmark waits.
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    /** Answers the benchmark, with one line. */
    public static void say(String answer) throws IOException {
        System.out.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
        System.out.flush();
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
}
