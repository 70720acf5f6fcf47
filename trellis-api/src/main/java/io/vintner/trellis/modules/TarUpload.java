package io.vintner.trellis.modules;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A tar that somebody uploads, as tar, GNU tar and those that write pax headers make it. Read here,
 * since Commons Compress follows headers that only tell of the next one by recursion: an upload of
 * twenty thousand of them overflows its stack.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">pax, ustar
 *     interchange format</a>
 */
final class TarUpload {

    private static final int BLOCK = 512;
    private static final int ANY_EXECUTE = 0111;

    /** Most bytes of a header that only tells of the next one: names are short. */
    private static final int TELLING_BYTES_MAX = 64 * 1024;

    /** Room for what tar adds to the files: headers, filling, blocks at the end. */
    private static final int BLOCKS_PER_FILE = 8;

    private final InputStream in;
    private long left;

    TarUpload(InputStream in, BundlesConfig limits) {
        this.in = in;
        this.left =
                2 * limits.unpackedBytesMax().asLongValue()
                        + (long) BLOCKS_PER_FILE * BLOCK * (limits.filesMax() + 100L);
    }

    void into(BundleFiles files) throws IOException {
        String longName = null;
        for (byte[] header = block(); !isEmpty(header); header = block()) {
            requireSum(header);
            long size = number(header, 124, 12);
            switch (header[156]) {
                case '0', 0 -> {
                    boolean executable = (number(header, 100, 8) & ANY_EXECUTE) != 0;
                    Content content = new Content(size);
                    files.addFile(name(header, longName), content, executable);
                    content.skipFilling(size);
                    longName = null;
                }
                case '5' -> {
                    files.addFolder(name(header, longName));
                    longName = null;
                }
                case 'L' -> longName = text(telling(size), 0, (int) size);
                case 'x' -> longName = path(telling(size), longName);
                case 'g' -> telling(size);
                default ->
                        throw BundleUpload.refused(
                                "a bundle holds files and folders only: '%s' is something else"
                                        .formatted(ZipUpload.shown(name(header, longName))));
            }
        }
    }

    private static String name(byte[] header, @Nullable String longName) {
        if (longName != null) {
            return longName;
        }
        boolean ustar = text(header, 257, 6).equals("ustar");
        String prefix = ustar ? text(header, 345, 155) : "";
        String name = text(header, 0, 100);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** The path of a pax header: records of {@code "<length> <key>=<value>\n"}. */
    private static @Nullable String path(byte[] records, @Nullable String before) {
        String path = before;
        int at = 0;
        while (at < records.length) {
            int space = at;
            while (space < records.length && records[space] != ' ') {
                space++;
            }
            int length = Integer.parseInt(text(records, at, space - at));
            if (length <= space - at || length > records.length - at) {
                throw BundleUpload.refused("the tar has a header that is cut short");
            }
            String record = text(records, space + 1, at + length - space - 2);
            if (record.indexOf('=') < 1) {
                throw BundleUpload.refused("the tar has a header that says nothing");
            }
            if (record.startsWith("path=")) {
                path = record.substring("path=".length());
            }
            at += length;
        }
        return path;
    }

    private byte[] telling(long size) throws IOException {
        if (size < 0 || size > TELLING_BYTES_MAX) {
            throw BundleUpload.refused("the tar has a header that is too large");
        }
        Content content = new Content(size);
        byte[] bytes = content.readAllBytes();
        content.skipFilling(size);
        return bytes;
    }

    private byte[] block() throws IOException {
        byte[] block = take(BLOCK);
        if (block.length != 0 && block.length != BLOCK) {
            throw new EOFException("a block that is cut short");
        }
        return block;
    }

    private byte[] take(int count) throws IOException {
        if (count > left) {
            throw BundleUpload.refused("the tar holds more than its files");
        }
        byte[] taken = in.readNBytes(count);
        left -= taken.length;
        return taken;
    }

    private static boolean isEmpty(byte[] header) {
        for (byte one : header) {
            if (one != 0) {
                return false;
            }
        }
        return true;
    }

    private static void requireSum(byte[] header) {
        byte[] summed = header.clone();
        Arrays.fill(summed, 148, 156, (byte) ' ');
        long sum = 0;
        for (byte one : summed) {
            sum += one & 0xff;
        }
        if (sum != number(header, 148, 8)) {
            throw BundleUpload.refused("the tar has a header that is damaged");
        }
    }

    private static long number(byte[] header, int from, int count) {
        if ((header[from] & 0x80) != 0) {
            throw BundleUpload.refused("the tar has a number that is too large");
        }
        String digits = text(header, from, count).strip();
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private static String text(byte[] bytes, int from, int count) {
        int end = from;
        while (end < from + count && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    /** The bytes of one entry. */
    private final class Content extends InputStream {

        private long rest;

        Content(long size) {
            this.rest = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (rest == 0 || length == 0) {
                return rest == 0 ? -1 : 0;
            }
            byte[] taken = take((int) Math.min(rest, length));
            if (taken.length == 0) {
                throw new EOFException("a file that is cut short");
            }
            System.arraycopy(taken, 0, into, offset, taken.length);
            rest -= taken.length;
            return taken.length;
        }

        void skipFilling(long size) throws IOException {
            int filling = (int) (BLOCK - size % BLOCK) % BLOCK;
            if (take(filling).length != filling) {
                throw new EOFException("a file that is cut short");
            }
        }
    }
}
