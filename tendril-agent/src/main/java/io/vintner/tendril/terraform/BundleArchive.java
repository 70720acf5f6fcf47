package io.vintner.tendril.terraform;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A module as one artefact: a zip that the control plane has written, of plain files. It is not
 * believed all the same: nothing is written but files below the module's folder, within bounds.
 */
public final class BundleArchive {

    private static final int FILES_MAX = 20_000;
    private static final int BYTES_MAX = 256 * 1024 * 1024;

    /**
     * The extra field in which zips tell a Unix mode.
     *
     * @see <a href="https://libzip.org/specifications/extrafld.txt">Extra fields, 0x756e</a>
     */
    private static final int MODE_FIELD = 0x756e;

    private static final int ANY_EXECUTE = 0111;

    private static final Set<PosixFilePermission> EXECUTABLE =
            PosixFilePermissions.fromString("rwx------");

    private BundleArchive() {}

    /**
     * Unpacks an artefact to where the module is to lie.
     *
     * @throws UnusableModuleException if it is none, or leads out of the folder
     */
    public static void unpack(byte[] artefact, Workdir workdir)
            throws IOException, UnusableModuleException {
        int files = 0;
        int left = BYTES_MAX;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(artefact))) {
            for (ZipEntry entry = next(zip); entry != null; entry = next(zip)) {
                Path target = workdir.resolve(entry.getName());
                byte[] content = content(zip, left);
                files++;
                left -= content.length;
                if (files > FILES_MAX || left < 0 || entry.isDirectory()) {
                    throw new UnusableModuleException("the module's bundle is out of bounds");
                }
                Files.createDirectories(target.getParent());
                Files.write(target, content);
                if (isExecutable(entry.getExtra())) {
                    Files.setPosixFilePermissions(target, EXECUTABLE);
                }
            }
        }
    }

    private static @Nullable ZipEntry next(ZipInputStream zip) throws UnusableModuleException {
        try {
            return zip.getNextEntry();
        } catch (IOException | IllegalArgumentException malformed) {
            throw new UnusableModuleException("the module's bundle is no whole zip");
        }
    }

    private static byte[] content(ZipInputStream zip, int left) throws UnusableModuleException {
        try {
            return zip.readNBytes(left + 1);
        } catch (IOException malformed) {
            throw new UnusableModuleException("the module's bundle is no whole zip");
        }
    }

    private static boolean isExecutable(byte @Nullable [] extra) {
        ByteBuffer fields =
                ByteBuffer.wrap(extra == null ? new byte[0] : extra).order(ByteOrder.LITTLE_ENDIAN);
        while (fields.remaining() >= 4) {
            int id = fields.getShort() & 0xffff;
            int size = fields.getShort() & 0xffff;
            if (size > fields.remaining()) {
                return false;
            }
            if (id == MODE_FIELD && size >= 6) {
                return (fields.getShort(fields.position() + 4) & ANY_EXECUTE) != 0;
            }
            fields.position(fields.position() + size);
        }
        return false;
    }
}
