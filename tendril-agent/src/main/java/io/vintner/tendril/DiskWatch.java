package io.vintner.tendril;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** Knows whether the data folder's disk has room for another job. Not thread-safe. */
final class DiskWatch {

    private static final Logger LOG = Logger.getLogger(DiskWatch.class);

    private final Path folder;
    private final long roomMin;
    private boolean roomy = true;

    /**
     * @param roomMin bytes that must be free
     */
    DiskWatch(Path folder, long roomMin) {
        this.folder = folder;
        this.roomMin = roomMin;
    }

    /** Whether there is room; says in the log when that changes. */
    boolean roomy() {
        boolean now;
        try {
            now = Files.getFileStore(folder).getUsableSpace() >= roomMin;
        } catch (IOException unknown) {
            now = false;
        }
        if (now != roomy) {
            roomy = now;
            LOG.warnf(
                    now
                            ? "disk has room again, jobs are claimed: bytesMin=%d"
                            : "disk is short of room, no jobs are claimed: bytesMin=%d",
                    roomMin);
        }
        return now;
    }
}
