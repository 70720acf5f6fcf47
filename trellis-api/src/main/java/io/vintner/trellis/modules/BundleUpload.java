package io.vintner.trellis.modules;

import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Reads what somebody uploads as a bundle: a zip or a tar.gz, of files and folders only. */
final class BundleUpload {

    private BundleUpload() {}

    /**
     * The files of an upload.
     *
     * @throws ProblemException {@code module-bundle-refused}, {@code module-path-refused}, {@code
     *     module-too-large}
     */
    static BundleFiles read(byte[] upload, BundlesConfig limits) {
        long bytesMax = limits.bytesMax().asLongValue();
        if (upload.length > bytesMax) {
            throw new ProblemException(
                    ProblemType.MODULE_TOO_LARGE,
                    "a bundle has at most %d bytes".formatted(bytesMax));
        }
        BundleFiles files = new BundleFiles(limits);
        try {
            if (startsWith(upload, 'P', 'K')) {
                new ZipUpload(upload).into(files);
            } else if (startsWith(upload, 0x1f, 0x8b)) {
                try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(upload))) {
                    new TarUpload(unzipped, limits).into(files);
                }
            } else {
                throw refused("the body is neither a zip nor a tar.gz");
            }
        } catch (IOException | IllegalArgumentException malformed) {
            throw refused("the archive cannot be read to its end");
        }
        files.finish();
        return files;
    }

    static ProblemException refused(String detail) {
        return new ProblemException(ProblemType.MODULE_BUNDLE_REFUSED, detail);
    }

    private static boolean startsWith(byte[] upload, int first, int second) {
        return upload.length > 1 && (upload[0] & 0xff) == first && (upload[1] & 0xff) == second;
    }
}
