package io.vintner.gateway.bench;

import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.Machine;
import io.vintner.measure.ServiceProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a gateway keeps in memory after full collections, in bytes.
 *
 * @param heap what lives
 * @param direct outside the heap: buffers, of whichever kind
 * @param resident of the process, as the system sees it
 */
record GatewayMemory(double heap, double direct, double resident) {

    /** Lets the JVM count what it has outside the heap. */
    static final List<String> OPTIONS = List.of("-XX:NativeMemoryTracking=summary");

    private static final int COLLECTIONS = 3;
    private static final Pattern OTHER =
            Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB");

    static GatewayMemory of(ServiceProgram gateway)
            throws BrokenMeasureException, IOException, InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            jcmd(gateway, "GC.run");
        }
        String summary = jcmd(gateway, "VM.native_memory", "summary");
        Matcher other = OTHER.matcher(summary);
        if (!other.find()) {
            throw new BrokenMeasureException("the JVM does not count its buffers: " + summary);
        }
        return new GatewayMemory(
                gateway.metric("jvm_memory_used_bytes", "area=\"heap\""),
                1024 * Double.parseDouble(other.group(1)),
                Machine.residentBytes(gateway.handle()));
    }

    private static String jcmd(ServiceProgram gateway, String... command)
            throws BrokenMeasureException, IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(gateway.handle().pid()));
        builder.command().addAll(List.of(command));
        Process process = builder.redirectErrorStream(true).start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new BrokenMeasureException("jcmd failed: " + answer);
        }
        return answer;
    }
}
