package io.vintner.trellis.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Zips and tars as anybody may make them, well meant or not: written by hand, since no program
 * writes the bad ones.
 */
public final class Archives {

    private static final int BLOCK = 512;

    private Archives() {}

    /**
     * An entry.
     *
     * @param type as tar has it: '0' a file, '5' a folder, '2' a link, …
     * @param mode with its Unix type for a zip
     */
    public record Entry(String name, String content, char type, int mode) {

        public static Entry file(String name, String content) {
            return new Entry(name, content, '0', 0100644);
        }

        public static Entry executable(String name, String content) {
            return new Entry(name, content, '0', 0100755);
        }

        public static Entry folder(String name) {
            return new Entry(name, "", '5', 0040755);
        }

        public static Entry of(String name, String content, char type) {
            return new Entry(name, content, type, 0644);
        }

        private byte[] nameBytes() {
            return name.getBytes(StandardCharsets.UTF_8);
        }

        private byte[] contentBytes() {
            return content.getBytes(StandardCharsets.UTF_8);
        }
    }

    public static byte[] zip(Entry... entries) {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        ByteArrayOutputStream directory = new ByteArrayOutputStream();
        for (Entry entry : entries) {
            byte[] packed = deflated(entry.contentBytes());
            byte[] common = common(entry, packed.length);
            little(directory, 4, 0x02014b50);
            little(directory, 2, (3 << 8) | 20);
            directory.writeBytes(common);
            little(directory, 6, 0);
            little(directory, 4, entry.mode() << 16);
            little(directory, 4, zip.size());
            directory.writeBytes(entry.nameBytes());
            little(zip, 4, 0x04034b50);
            zip.writeBytes(common);
            zip.writeBytes(entry.nameBytes());
            zip.writeBytes(packed);
        }
        int start = zip.size();
        zip.writeBytes(directory.toByteArray());
        little(zip, 4, 0x06054b50);
        little(zip, 4, 0);
        little(zip, 2, entries.length);
        little(zip, 2, entries.length);
        little(zip, 4, directory.size());
        little(zip, 4, start);
        little(zip, 2, 0);
        return zip.toByteArray();
    }

    /** What stands both before an entry and in the directory. */
    private static byte[] common(Entry entry, int packed) {
        ByteArrayOutputStream common = new ByteArrayOutputStream();
        little(common, 2, 20);
        little(common, 2, 0x800);
        little(common, 2, 8);
        little(common, 4, 0x21_0000);
        little(common, 4, crc(entry.contentBytes()));
        little(common, 4, packed);
        little(common, 4, entry.contentBytes().length);
        little(common, 2, entry.nameBytes().length);
        little(common, 2, 0);
        return common.toByteArray();
    }

    private static void little(ByteArrayOutputStream out, int bytes, int value) {
        for (int i = 0; i < bytes; i++) {
            out.write(i < 4 ? value >>> (8 * i) : 0);
        }
    }

    private static int crc(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return (int) crc.getValue();
    }

    private static byte[] deflated(byte[] content) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(content);
        deflater.finish();
        byte[] packed = new byte[content.length + 100];
        int length = deflater.deflate(packed);
        deflater.end();
        return java.util.Arrays.copyOf(packed, length);
    }

    public static byte[] tarGz(Entry... entries) {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        for (Entry entry : entries) {
            byte[] content = entry.contentBytes();
            tar.writeBytes(header(entry, content.length));
            tar.writeBytes(content);
            tar.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        }
        tar.writeBytes(new byte[2 * BLOCK]);
        return gzip(tar.toByteArray());
    }

    private static byte[] header(Entry entry, int size) {
        ByteBuffer header = ByteBuffer.allocate(BLOCK);
        header.put(0, entry.nameBytes());
        put(header, 100, "%07o".formatted(entry.mode() & 07777));
        put(header, 124, "%011o".formatted(size));
        put(header, 148, "        ");
        header.put(156, (byte) entry.type());
        put(header, 157, entry.type() == '1' || entry.type() == '2' ? "/etc/passwd" : "");
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte one : header.array()) {
            sum += one & 0xff;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        return header.array();
    }

    private static void put(ByteBuffer header, int at, String text) {
        header.put(at, text.getBytes(StandardCharsets.US_ASCII));
    }

    public static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }
}
