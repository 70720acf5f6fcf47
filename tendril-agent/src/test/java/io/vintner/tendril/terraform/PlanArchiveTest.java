package io.vintner.tendril.terraform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanArchiveTest {

    @TempDir Path folder;

    private Workdir made;
    private Workdir other;

    @BeforeEach
    void aPlanWasMade() throws IOException {
        made = Workdir.open(folder.resolve("made"));
        other = Workdir.open(folder.resolve("other"));
        Files.writeString(made.plan(), "plan of wine");
        Files.writeString(made.lockFile(), "# providers");
    }

    @Test
    void theSameFilesMakeTheSameBytes() throws Exception {
        // Given
        Files.writeString(other.plan(), "plan of wine");
        Files.writeString(other.lockFile(), "# providers");

        // When
        byte[] artefact = PlanArchive.of(made).bytes();

        // Then
        assertThat(artefact).isEqualTo(PlanArchive.of(other).bytes());
        assertThat(PlanArchive.sha256(artefact)).hasSize(64).matches("[0-9a-f]+");
        assertThat(new String(artefact, UTF_8)).contains("plan of wine");
    }

    @Test
    void theSameFilesMakeTheSameBytesInAnyTimeZone() throws Exception {
        // Given
        TimeZone here = TimeZone.getDefault();
        List<byte[]> artefacts = new ArrayList<>();

        // When
        try {
            for (String zone : List.of("UTC", "Asia/Tokyo", "America/Los_Angeles")) {
                TimeZone.setDefault(TimeZone.getTimeZone(zone));
                artefacts.add(PlanArchive.of(made).bytes());
            }
        } finally {
            TimeZone.setDefault(here);
        }

        // Then
        assertThat(artefacts).allMatch(bytes -> Arrays.equals(bytes, artefacts.getFirst()));
    }

    @Test
    void whatWasPackedIsUnpackedElsewhere() throws Exception {
        // Given
        byte[] artefact = PlanArchive.of(made).bytes();

        // When
        PlanArchive read = PlanArchive.read(artefact);
        read.unpack(other);

        // Then
        assertThat(other.plan()).hasContent("plan of wine");
        assertThat(other.lockFile()).hasContent("# providers");
        assertThat(read.bytes()).isEqualTo(artefact);
        assertThat(read.liesIn(other)).isTrue();
        Files.writeString(other.plan(), "plan of win ");
        assertThat(read.liesIn(other)).isFalse();
        Files.delete(other.plan());
        assertThat(read.liesIn(other)).isFalse();
    }

    @Test
    void aPlanWithoutProvidersLeavesNoLockFile() throws Exception {
        // Given
        Files.delete(made.lockFile());
        Files.writeString(other.lockFile(), "# of the module");

        // When
        PlanArchive.read(PlanArchive.of(made).bytes()).unpack(other);

        // Then
        assertThat(other.plan()).hasContent("plan of wine");
        assertThat(other.lockFile()).doesNotExist();
    }

    @Test
    void refusesWhatIsNoArtefact() throws Exception {
        byte[] whole = PlanArchive.of(made).bytes();
        assertRefused(new byte[0], "an artefact without a plan");
        assertRefused("<html>".getBytes(UTF_8), "an artefact without a plan");
        assertRefused(Arrays.copyOf(whole, 55), "an artefact that is no whole zip");
        assertRefused(zip(".terraform.lock.hcl"), "an artefact without a plan");
        assertRefused(zip("plan.tfplan", "../main.tf"), "an artefact with a file of another name");
        byte[] altered = whole.clone();
        altered[new String(whole, UTF_8).indexOf("plan of wine")] ^= 1;
        assertRefused(altered, "an artefact that is no whole zip");
    }

    private static void assertRefused(byte[] artefact, String complaint) {
        assertThatThrownBy(() -> PlanArchive.read(artefact))
                .isInstanceOf(MalformedPlanException.class)
                .hasMessage(complaint);
    }

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
