package io.vintner.trellis.modules;

import io.vintner.trellis.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A zip that somebody uploads. It says what its entries are in two places: one before each, and one
 * at its end, where links are told from files. Both must tell of the same entries.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">.ZIP file format</a>
 */
final class ZipUpload {

    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int COMMENT_BYTES_MAX = 0xffff;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int UNIX = 3;

    private static final int TYPE = 0170000;
    private static final int FILE = 0100000;
    private static final int FOLDER = 0040000;
    private static final int ANY_EXECUTE = 0111;

    private final ByteBuffer bytes;

    ZipUpload(byte[] upload) {
        this.bytes = ByteBuffer.wrap(upload).order(ByteOrder.LITTLE_ENDIAN);
    }

    void into(BundleFiles files) throws IOException {
        Map<String, Integer> modes = modes();
        int count = 0;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes.array()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                Integer mode = modes.get(name);
                if (mode == null) {
                    throw contradiction();
                }
                count++;
                if (entry.isDirectory()) {
                    files.addFolder(name);
                    if (zip.read() >= 0) {
                        throw contradiction();
                    }
                } else {
                    files.addFile(name, zip, (mode & ANY_EXECUTE) != 0);
                }
            }
        }
        if (count != modes.size()) {
            throw contradiction();
        }
    }

    /** The Unix modes of all entries, by their names; 0 where there is none. */
    private Map<String, Integer> modes() {
        try {
            int end = end();
            int entries = bytes.getShort(end + 10) & 0xffff;
            int position = bytes.getInt(end + 16);
            Map<String, Integer> modes = new HashMap<>();
            for (int i = 0; i < entries; i++) {
                if (bytes.getInt(position) != ENTRY) {
                    throw contradiction();
                }
                int nameBytes = bytes.getShort(position + 28) & 0xffff;
                int more =
                        (bytes.getShort(position + 30) & 0xffff)
                                + (bytes.getShort(position + 32) & 0xffff);
                byte[] name = new byte[nameBytes];
                bytes.get(position + ENTRY_BYTES, name);
                String text = new String(name, StandardCharsets.UTF_8);
                if (modes.put(text, mode(position, text)) != null) {
                    throw ModulePath.refused(text, "comes twice");
                }
                position += ENTRY_BYTES + nameBytes + more;
            }
            return modes;
        } catch (IndexOutOfBoundsException | BufferUnderflowException cutShort) {
            throw contradiction();
        }
    }

    private int mode(int position, String name) {
        boolean unix = ((bytes.getShort(position + 4) >> 8) & 0xff) == UNIX;
        int mode = unix ? bytes.getInt(position + 38) >>> 16 : 0;
        int type = mode & TYPE;
        if (type != 0 && type != FILE && type != FOLDER) {
            throw BundleUpload.refused(
                    "a bundle holds files and folders only: '%s' is something else"
                            .formatted(shown(name)));
        }
        return mode;
    }

    static String shown(String name) {
        return name.replaceAll("[^ -~]", "?").substring(0, Math.min(name.length(), 200));
    }

    private int end() {
        int last = bytes.limit() - END_BYTES;
        for (int at = last; at >= 0 && at >= last - COMMENT_BYTES_MAX; at--) {
            if (bytes.getInt(at) == END) {
                return at;
            }
        }
        throw BundleUpload.refused("the zip has no end");
    }

    private static ProblemException contradiction() {
        return BundleUpload.refused("the zip's directory does not fit its entries");
    }
}
