package io.vintner.tendril.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vintner.tendril.control.ConfigSnapshot;
import io.vintner.tendril.control.FailureCode;
import io.vintner.tendril.control.JobId;
import io.vintner.tendril.control.JobReport;
import io.vintner.tendril.control.JobStatus;
import io.vintner.tendril.control.JobType;
import io.vintner.tendril.control.Lease;
import io.vintner.tendril.control.LeaseRef;
import io.vintner.tendril.control.LeasedPlan;
import io.vintner.tendril.control.ModuleSource;
import io.vintner.tendril.control.Secret;
import io.vintner.tendril.control.VineId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobFoldersTest {

    private static final Lease LEASE =
            new Lease(
                    new LeaseRef(new JobId("job-1"), 7, new Secret("vtj_1")),
                    JobType.DEPLOY,
                    2,
                    new VineId("vine-1"),
                    new ConfigSnapshot(
                            null,
                            new ModuleSource.InlineFiles(Map.of("main.tf", "# wine\n")),
                            List.of(
                                    new ConfigSnapshot.Variable(
                                            "pw",
                                            TextNode.valueOf("hunter2-hunter2"),
                                            ConfigSnapshot.Kind.TERRAFORM,
                                            true))),
                    Duration.ofSeconds(60),
                    new Lease.LogTerms(3, Duration.ofMillis(250), 65_536),
                    new LeasedPlan("ab".repeat(32), 4, true, null));

    @TempDir Path root;

    private JobFolders folders;

    @BeforeEach
    void open() {
        folders = new JobFolders(root);
    }

    @Test
    void whatWasWrittenIsThereForTheNextRun() throws Exception {
        // Given
        try (JobJournal journal = folders.begin(LEASE, "boot-1")) {
            journal.note(new Note.Begun());
            journal.note(new Note.Prepared(Path.of("/opt/terraform"), "1.2.3"));
            journal.note(Note.StateStored.fetched(11, 4));
            journal.note(Note.StateStored.brought(12));
            journal.note(new Note.CancelAsked("a person"));
            journal.note(
                    new Note.Ended(
                            new JobReport(
                                    JobStatus.FAILED,
                                    "no grapes",
                                    FailureCode.OUTCOME_UNKNOWN,
                                    JsonNodeFactory.instance.objectNode().put("a", 1))));
        }

        // When
        JobFolders.Left left = folders.left();
        try (JobJournal again = folders.open(left.unfinished().getFirst())) {

            // Then
            assertThat(again.lease()).isEqualTo(LEASE);
            assertThat(again.lease().ref().token().reveal()).isEqualTo("vtj_1");
            assertThat(again.boot()).isEqualTo("boot-1");
            Progress progress = again.progress();
            assertThat(progress.begun()).isTrue();
            assertThat(progress.executable()).isEqualTo(Path.of("/opt/terraform"));
            assertThat(progress.storedSerial()).isEqualTo(12);
            assertThat(progress.fetchedVersion()).isEqualTo(4);
            assertThat(progress.cancelAsked()).isTrue();
            assertThat(progress.cancelForced()).isFalse();
            assertThat(progress.ended().report().errorMessage()).isEqualTo("no grapes");
            assertThat(progress.ended().report().code()).isEqualTo(FailureCode.OUTCOME_UNKNOWN);
            assertThat(progress.ended().report().executionMetadata()).hasToString("{\"a\":1}");
            assertThat(progress.reported()).isFalse();
        }
    }

    @Test
    void notesOfAnEarlierVersionAreUnderstood() throws Exception {
        // Given
        Path folder;
        try (JobJournal journal = folders.begin(LEASE, "boot-1")) {
            folder = journal.folder();
        }
        Files.writeString(
                folder.resolve("notes"),
                """
                {"note":"state-stored","serial":12}
                {"note":"ended","status":"FAILED","message":"no grapes","metadata":null}
                """);

        // When
        try (JobJournal again = folders.open(folder)) {

            // Then
            assertThat(again.progress().storedSerial()).isEqualTo(12);
            assertThat(again.progress().fetchedVersion()).isNull();
            assertThat(again.progress().ended().report().code()).isNull();
        }
    }

    @Test
    void aNoteThatWasCutShortCountsAsNotWritten() throws Exception {
        // Given
        Path folder;
        try (JobJournal journal = folders.begin(LEASE, "boot-1")) {
            folder = journal.folder();
            journal.note(new Note.Begun());
        }
        Files.writeString(folder.resolve("notes"), "{\"note\":\"repor", StandardOpenOption.APPEND);

        // When
        try (JobJournal again = folders.open(folder)) {
            again.note(new Note.LeaseLost());
        }

        // Then
        try (JobJournal third = folders.open(folder)) {
            assertThat(third.progress().begun()).isTrue();
            assertThat(third.progress().reported()).isFalse();
            assertThat(third.progress().leaseLost()).isTrue();
        }
    }

    @Test
    void aDamagedJournalIsNoJournalAndNothingOfItIsRemoved() throws Exception {
        // Given
        Path folder;
        try (JobJournal journal = folders.begin(LEASE, "boot-1")) {
            folder = journal.folder();
        }
        Files.writeString(folder.resolve("notes"), "{\"note\":\"nonsense\"}\n");

        // When
        JobFolders.Left left = folders.left();

        // Then
        assertThat(left.unfinished()).containsExactly(folder);
        assertThatThrownBy(() -> folders.open(folder)).isInstanceOf(DamagedJournalException.class);
        assertThat(folder.resolve("lease.json")).exists();
    }

    @Test
    void aFolderIsThereAsAWholeOrNotAtAll() throws Exception {
        // Given
        Files.createDirectories(root.resolve(".new-job-2-8/spool"));
        Files.createDirectories(root.resolve(".old-job-3-9/terraform"));

        // When
        JobFolders.Left left = folders.left();

        // Then
        assertThat(left).isEqualTo(new JobFolders.Left(List.of(), List.of()));
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void secretsLieWhereOneUserMayLookAndGoWhenTheJobIsClosed() throws Exception {
        // Given
        JobJournal journal = folders.begin(LEASE, "boot-1");
        Path folder = journal.folder();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("lease.json"))))
                .isEqualTo("rw-------");

        // When
        journal.note(new Note.Kept());
        journal.closeForGood();
        journal.close();

        // Then
        assertThat(folders.left().kept()).containsExactly(folder);
        assertThat(folder.resolve("notes")).content().doesNotContain("hunter2");
        assertThat(folder.resolve("lease.json")).doesNotExist();
        assertThat(folders.has(LEASE.ref())).isTrue();
    }

    @Test
    void removesLinksWithoutFollowingThem() throws Exception {
        // Given
        Path elsewhere = Files.writeString(root.resolveSibling("elsewhere"), "stays");
        JobJournal journal = folders.begin(LEASE, "boot-1");
        Files.createSymbolicLink(journal.folder().resolve("link"), elsewhere.getParent());
        journal.close();

        // When
        folders.remove(journal.folder());

        // Then
        assertThat(root).isEmptyDirectory();
        assertThat(elsewhere).hasContent("stays");
    }
}
