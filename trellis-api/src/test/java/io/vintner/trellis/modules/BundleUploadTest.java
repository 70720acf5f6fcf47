package io.vintner.trellis.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.MemorySize;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import io.vintner.trellis.testing.Archives;
import io.vintner.trellis.testing.Archives.Entry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundleUploadTest {

    private static final Entry MAIN = Entry.file("main.tf", "# wine");

    /** The two forms of an upload. */
    enum Form {
        ZIP,
        TAR_GZ;

        byte[] of(Entry... entries) {
            return this == ZIP ? Archives.zip(entries) : Archives.tarGz(entries);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSameFilesAreTheSameBundleInWhateverFormAndOrderTheyCome(Form form) throws Exception {
        // Given
        Entry script = Entry.executable("scripts/run.sh", "echo");
        Entry folder = Entry.folder("scripts/");
        byte[] plain = read(Archives.zip(MAIN, script)).bytes();

        // When
        byte[] other =
                read(form.of(folder, script, new Entry("./main.tf", MAIN.content(), '0', 0644)))
                        .bytes();

        // Then
        assertThat(other).isEqualTo(plain);
        assertThat(unpacked(other))
                .isEqualTo(Map.of("main.tf", "# wine", "scripts/run.sh", "echo"));
    }

    @Test
    void theFoldersWithConfigurationAreTold() {
        BundleFiles files =
                read(
                        Archives.zip(
                                MAIN,
                                Entry.file("modules/net/x.tf.json", "{}"),
                                Entry.file("docs/readme.md", "")));

        assertThat(files.folders()).containsExactly("", "modules/net");
        assertThat(files.count()).isEqualTo(3);
    }

    @Test
    void longNamesOfTarsAreRead() throws Exception {
        // Given
        String gnu = "a".repeat(60) + "/" + "b".repeat(60) + "/gnu.tf";
        String pax = "a".repeat(60) + "/" + "b".repeat(60) + "/pax.tf";

        // When
        byte[] bundle =
                read(Archives.tarGz(
                                Entry.of("././@LongLink", gnu + "\0", 'L'),
                                Entry.file("cut short", "gnu"),
                                Entry.of("pax", "11 mtime=1\n" + record(pax), 'x'),
                                Entry.file("cut short", "pax"),
                                Entry.of("global", "12 comment=a\n", 'g'),
                                MAIN))
                        .bytes();

        // Then
        assertThat(unpacked(bundle)).isEqualTo(Map.of(gnu, "gnu", pax, "pax", "main.tf", "# wine"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../main.tf",
                "a/../../main.tf",
                "/etc/main.tf",
                "a//b.tf",
                "a\\..\\b.tf",
                "C:main.tf",
                "-rf",
                "a\nb",
                "..",
                "ä.tf",
                "terraform.tfstate",
                "stage/terraform.tfstate.backup",
                ".terraform/modules/modules.json",
                "main.tf/x"
            })
    void aPathThatLeavesTheFolderOrIsTheTendrilsIsRefused(String path) {
        for (Form form : Form.values()) {
            assertRefused(form.of(MAIN, Entry.file(path, "x")), ProblemType.MODULE_PATH_REFUSED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFolderThatLeavesTheFolderIsRefused(Form form) {
        assertRefused(form.of(MAIN, Entry.folder("../")), ProblemType.MODULE_PATH_REFUSED);
        assertRefused(form.of(MAIN, Entry.folder("/etc/")), ProblemType.MODULE_PATH_REFUSED);
    }

    @Test
    void aFileThatComesTwiceIsRefused() {
        assertRefused(Archives.tarGz(MAIN, MAIN), ProblemType.MODULE_PATH_REFUSED);
        assertRefused(
                Archives.zip(MAIN, Entry.file("./main.tf", "")), ProblemType.MODULE_PATH_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(chars = {'1', '2', '3', '4', '6', 'S', '7'})
    void aTarWithALinkOrADeviceIsRefused(char type) {
        assertRefused(
                Archives.tarGz(MAIN, Entry.of("link", "", type)),
                ProblemType.MODULE_BUNDLE_REFUSED);
    }

    @Test
    void aTarWhoseLongNameLeadsElsewhereIsRefused() {
        assertRefused(
                Archives.tarGz(MAIN, Entry.of("n", "../x.tf", 'L'), Entry.file("x.tf", "")),
                ProblemType.MODULE_PATH_REFUSED);
        assertRefused(
                Archives.tarGz(MAIN, Entry.of("n", record("../x.tf"), 'x'), Entry.file("x", "")),
                ProblemType.MODULE_PATH_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0120777, 0020644, 0060644, 0010644, 0140644})
    void aZipWithALinkOrADeviceIsRefused(int mode) {
        assertRefused(
                Archives.zip(MAIN, new Entry("link", "/etc/passwd", '0', mode)),
                ProblemType.MODULE_BUNDLE_REFUSED);
    }

    @Test
    void aZipThatHidesAFileFromItsDirectoryIsRefused() {
        // Given: two zips one behind the other; the directory is the second one's
        byte[] hidden = Archives.zip(Entry.file("hidden.tf", ""));
        byte[] shown = Archives.zip(MAIN);
        byte[] renamed = Archives.zip(MAIN);
        renamed[30] = 'x';

        // Then
        assertRefused(concat(hidden, shown), ProblemType.MODULE_BUNDLE_REFUSED);
        assertRefused(renamed, ProblemType.MODULE_BUNDLE_REFUSED);
    }

    @ParameterizedTest
    @EnumSource
    void aBombIsNotUnpacked(Form form) {
        // Given: a thousand times as large as it looks
        byte[] bomb = form.of(MAIN, Entry.file("zeros.tf", "0".repeat(4_000_000)));

        // Then
        assertThat(bomb.length).isLessThan(20_000);
        assertRefused(bomb, ProblemType.MODULE_TOO_LARGE);
    }

    @ParameterizedTest
    @EnumSource
    void manySmallFilesAreRefusedAsOneLargeOneIs(Form form) {
        Entry[] many = new Entry[51];
        for (int i = 0; i < many.length; i++) {
            many[i] = Entry.file("f" + i + ".tf", "");
        }

        assertRefused(form.of(many), ProblemType.MODULE_TOO_LARGE);
        assertThat(read(form.of(Arrays.copyOf(many, 50))).count()).isEqualTo(50);
    }

    @Test
    void anUploadThatIsTooLargeIsNotRead() {
        assertRefused(new byte[1_000_001], ProblemType.MODULE_TOO_LARGE);
    }

    @Test
    void aFolderThatHasContentIsNotUnpackedToItsEnd() {
        Entry bomb = new Entry("folder/", "0".repeat(4_000_000), '5', 0040755);

        assertRefused(Archives.zip(MAIN, bomb), ProblemType.MODULE_BUNDLE_REFUSED);
        assertRefused(Archives.tarGz(MAIN, bomb), ProblemType.MODULE_BUNDLE_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "12", "99 path=a\n", "-1 path=a\n", "3 \n", "2 path=a\n", "0 a\n"})
    void aPaxHeaderThatIsMalformedIsRefused(String records) {
        assertRefused(
                Archives.tarGz(Entry.of("pax", records, 'x'), MAIN),
                ProblemType.MODULE_BUNDLE_REFUSED);
    }

    @Test
    void aTarThatIsMadeOfHeadersOnlyHasAnEnd() {
        Entry[] headers = new Entry[20_000];
        Arrays.fill(headers, Entry.of("global", "12 comment=a\n", 'g'));

        assertRefused(Archives.tarGz(headers), ProblemType.MODULE_BUNDLE_REFUSED);
    }

    @Test
    void whatIsNoArchiveOrHoldsNoModuleIsRefused() throws IOException {
        for (byte[] none :
                List.of(
                        new byte[0],
                        new byte[] {'P'},
                        "PK".getBytes(StandardCharsets.US_ASCII),
                        "main.tf".getBytes(StandardCharsets.US_ASCII),
                        Archives.gzip(new byte[700]),
                        Archives.gzip("no tar".getBytes(StandardCharsets.US_ASCII)),
                        Archives.zip(),
                        Archives.tarGz(),
                        Archives.zip(Entry.file("readme.md", "")))) {
            assertRefused(none, ProblemType.MODULE_BUNDLE_REFUSED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anArchiveThatIsCutShortOrAlteredIsRefusedOrReadAndNothingElse(Form form) {
        // Given
        byte[] whole = form.of(MAIN, Entry.executable("run.sh", "echo"), Entry.folder("x/"));

        // Then
        for (int length = 0; length < whole.length; length++) {
            readOrRefused(Arrays.copyOf(whole, length));
            byte[] altered = whole.clone();
            altered[length] ^= (byte) 0xff;
            readOrRefused(altered);
        }
    }

    private static void readOrRefused(byte[] upload) {
        try {
            assertThat(read(upload).count()).isPositive();
        } catch (ProblemException refused) {
            assertThat(refused.type().status()).isEqualTo(422);
        }
    }

    private static void assertRefused(byte[] upload, ProblemType type) {
        assertThatThrownBy(() -> read(upload))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.type()).isEqualTo(type));
    }

    private static String record(String path) {
        int length = path.length() + 6;
        String whole = "%d path=%s\n".formatted(length, path);
        while (whole.length() != length) {
            length = whole.length();
            whole = "%d path=%s\n".formatted(length, path);
        }
        return whole;
    }

    private static byte[] concat(byte[] one, byte[] two) {
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }

    private static Map<String, String> unpacked(byte[] bundle) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bundle))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    private static BundleFiles read(byte[] upload) {
        return BundleUpload.read(upload, new Limits());
    }

    /** Small ones. */
    private static final class Limits implements BundlesConfig {

        @Override
        public MemorySize bytesMax() {
            return new MemorySize(BigInteger.valueOf(1_000_000));
        }

        @Override
        public MemorySize unpackedBytesMax() {
            return new MemorySize(BigInteger.valueOf(1_000_000));
        }

        @Override
        public int filesMax() {
            return 50;
        }

        @Override
        public Duration kept() {
            return Duration.ofHours(24);
        }
    }
}
