package io.vintner.faults.rig;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A disk in memory that is soon full, in place of a folder. Only root may have one. */
public final class SmallDisk implements AutoCloseable {

    private static final int SECONDS_MAX = 20;
    private static final int FILL_BYTES = 4096;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
        // Whatever ends this JVM, it does not leave a disk behind.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /**
     * Puts one in place of a folder, which is made.
     *
     * @return empty if the machine does not allow it
     */
    public static Optional<SmallDisk> at(Path folder, int megabytes)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        String options = "size=%dm,mode=0700".formatted(megabytes);
        return run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString())
                ? Optional.of(new SmallDisk(folder))
                : Optional.empty();
    }

    /** Where it lies. */
    public Path folder() {
        return folder;
    }

    /** Takes every byte that is left; answers with the file that has them. */
    public Path fill() throws IOException {
        Path ballast = folder.resolve("ballast");
        ByteBuffer some = ByteBuffer.allocate(FILL_BYTES);
        try (FileChannel file = FileChannel.open(ballast, CREATE_NEW, WRITE)) {
            while (file.write(some.rewind()) > 0) {
                // There is more.
            }
        } catch (IOException noSpaceLeft) {
            if (!String.valueOf(noSpaceLeft.getMessage()).contains("No space left")) {
                throw noSpaceLeft;
            }
        }
        return ballast;
    }

    /** It is gone, with all that is on it, whoever uses it. */
    @Override
    public void close() {
        try {
            boolean _ = run("umount", "-l", folder.toString());
        } catch (IOException gone) {
            // then there is nothing to be taken away
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
