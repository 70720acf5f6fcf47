package io.vintner.tendril.terraform;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A plan and, if there is one, the lock file of its providers, as one artefact: a zip whose entries
 * are stored as they are, in the order of their names, all of the same moment. So the same files
 * make the same bytes, whoever packs them and whenever. Both hold secrets.
 */
public final class PlanArchive {

    private static final String PLAN = "plan.tfplan";
    private static final String LOCK_FILE = ".terraform.lock.hcl";

    /** A larger entry makes an archive that is none. */
    private static final int ENTRY_BYTES_MAX = 256 * 1024 * 1024;

    /** The first day that a zip can tell without a time zone; the very first moment is none. */
    private static final LocalDateTime ALWAYS = LocalDateTime.of(1980, 2, 1, 0, 0);

    private final Map<String, byte[]> entries;

    private PlanArchive(Map<String, byte[]> entries) {
        this.entries = entries;
    }

    /** Packs what a plan left in a folder. */
    public static PlanArchive of(Workdir workdir) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        entries.put(PLAN, Files.readAllBytes(workdir.plan()));
        if (Files.exists(workdir.lockFile())) {
            entries.put(LOCK_FILE, Files.readAllBytes(workdir.lockFile()));
        }
        return new PlanArchive(entries);
    }

    /**
     * Reads an artefact.
     *
     * @throws MalformedPlanException if it is none
     */
    public static PlanArchive read(byte[] artefact) throws MalformedPlanException {
        Map<String, byte[]> entries = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(artefact))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                if (!name.equals(PLAN) && !name.equals(LOCK_FILE)) {
                    throw new MalformedPlanException("an artefact with a file of another name");
                }
                byte[] content = zip.readNBytes(ENTRY_BYTES_MAX);
                if (zip.read() >= 0) {
                    throw new MalformedPlanException("an artefact with a file that is too large");
                }
                if (entries.put(name, content) != null) {
                    throw new MalformedPlanException("an artefact with two files of one name");
                }
            }
        } catch (MalformedPlanException known) {
            throw known;
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new MalformedPlanException("an artefact that is no whole zip", unreadable);
        }
        if (!entries.containsKey(PLAN)) {
            throw new MalformedPlanException("an artefact without a plan");
        }
        return new PlanArchive(entries);
    }

    /** The artefact. */
    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : entries.entrySet()) {
                zip.putNextEntry(entry(file.getKey(), file.getValue()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static ZipEntry entry(String name, byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(ALWAYS);
        return entry;
    }

    /** Puts the files where Terraform looks for them. */
    public void unpack(Workdir workdir) throws IOException {
        Files.deleteIfExists(workdir.lockFile());
        for (Map.Entry<String, byte[]> file : entries.entrySet()) {
            Files.write(place(workdir, file.getKey()), file.getValue());
        }
    }

    /** Whether the files lie where they were put, unchanged. */
    public boolean liesIn(Workdir workdir) throws IOException {
        for (Map.Entry<String, byte[]> file : entries.entrySet()) {
            Path place = place(workdir, file.getKey());
            if (!Files.exists(place)
                    || !Arrays.equals(Files.readAllBytes(place), file.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static Path place(Workdir workdir, String name) {
        return name.equals(PLAN) ? workdir.plan() : workdir.lockFile();
    }

    /** SHA-256 of an artefact, in hexadecimal digits. */
    public static String sha256(byte[] artefact) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(artefact));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
