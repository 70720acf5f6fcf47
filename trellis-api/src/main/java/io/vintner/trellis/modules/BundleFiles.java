package io.vintner.trellis.modules;

import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDateTime;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The files of a bundle, gathered one by one as they come out of an upload, within bounds. What was
 * uploaded is not kept: {@link #bytes()} writes these files in one form, so that whoever unpacks a
 * bundle reads what this class wrote, and the same files are the same bytes.
 */
final class BundleFiles {

    private static final Pattern OWN =
            Pattern.compile("\\.terraform|terraform\\.tfstate.*|errored\\.tfstate");

    /** The first day that a zip can tell without a time zone; the very first moment is none. */
    private static final LocalDateTime ALWAYS = LocalDateTime.of(1980, 2, 1, 0, 0);

    private static final int EXECUTABLE = 0100755;

    private final BundlesConfig limits;
    private final SortedMap<String, File> files = new TreeMap<>();
    private long bytes;

    BundleFiles(BundlesConfig limits) {
        this.limits = limits;
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record File(byte[] content, boolean executable) {}

    /**
     * Refuses a folder's name that leads elsewhere; a folder by itself is not kept.
     *
     * @param name as it stands in the upload
     */
    void addFolder(String name) {
        String path = plain(name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
        if (!path.isEmpty() && !path.equals(".")) {
            check(path);
        }
    }

    /**
     * Reads a file, no further than the bounds go.
     *
     * @param name as it stands in the upload
     * @throws ProblemException {@code module-path-refused}, {@code module-too-large}
     */
    void addFile(String name, InputStream content, boolean executable) throws IOException {
        String path = plain(name);
        check(path);
        if (files.size() == limits.filesMax()) {
            throw tooLarge("at most %d files".formatted(limits.filesMax()));
        }
        long left = limits.unpackedBytesMax().asLongValue() - bytes;
        byte[] read = content.readNBytes(Math.toIntExact(left + 1));
        if (read.length > left) {
            throw tooLarge("at most %d bytes".formatted(limits.unpackedBytesMax().asLongValue()));
        }
        bytes += read.length;
        if (files.put(path, new File(read, executable)) != null) {
            throw ModulePath.refused(path, "comes twice");
        }
    }

    private static String plain(String name) {
        return name.startsWith("./") ? name.substring(2) : name;
    }

    private static void check(String path) {
        for (String segment : ModulePath.check(path)) {
            if (OWN.matcher(segment).matches()) {
                throw ModulePath.refused(path, "belongs to Terraform or the Tendril");
            }
        }
    }

    private static ProblemException tooLarge(String limit) {
        return new ProblemException(
                ProblemType.MODULE_TOO_LARGE, "an unpacked bundle has " + limit);
    }

    /**
     * All have come.
     *
     * @throws ProblemException if one lies in another, or none is Terraform's
     */
    void finish() {
        for (String path : files.keySet()) {
            ModulePath.refuseInFile(path, files.keySet());
        }
        if (folders().isEmpty()) {
            throw new ProblemException(
                    ProblemType.MODULE_BUNDLE_REFUSED, "the bundle holds no .tf or .tf.json file");
        }
    }

    int count() {
        return files.size();
    }

    /** Folders with configuration, in which Terraform could run; the top is the empty text. */
    List<String> folders() {
        TreeSet<String> folders = new TreeSet<>();
        for (String path : files.keySet()) {
            int slash = path.lastIndexOf('/');
            if (ModulePath.isConfiguration(path.substring(slash + 1))) {
                folders.add(slash < 0 ? "" : path.substring(0, slash));
            }
        }
        return List.copyOf(folders);
    }

    /** A zip: entries in the order of their names, stored, all of the same moment. */
    byte[] bytes() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(written)) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(entry(file.getKey(), file.getValue()));
                zip.write(file.getValue().content());
                zip.closeEntry();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return written.toByteArray();
    }

    private static ZipEntry entry(String path, File file) {
        ZipEntry entry = new ZipEntry(path);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(file.content().length);
        CRC32 crc = new CRC32();
        crc.update(file.content());
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(ALWAYS);
        if (file.executable()) {
            entry.setExtra(mode());
        }
        return entry;
    }

    /**
     * The extra field in which zips tell a Unix mode.
     *
     * @see <a href="https://libzip.org/specifications/extrafld.txt">Extra fields, 0x756e</a>
     */
    private static byte[] mode() {
        ByteBuffer told = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
        told.putShort((short) EXECUTABLE).putInt(0).putShort((short) 0).putShort((short) 0);
        CRC32 crc = new CRC32();
        crc.update(told.array());
        ByteBuffer field = ByteBuffer.allocate(18).order(ByteOrder.LITTLE_ENDIAN);
        field.putShort((short) 0x756e).putShort((short) 14).putInt((int) crc.getValue());
        return field.put(told.array()).array();
    }
}
