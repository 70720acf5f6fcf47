package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.faults.oracle.Invariant;
import io.vintner.faults.rig.Agent;
import io.vintner.faults.rig.SmallDisk;
import io.vintner.faults.terraform.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The disk of an agent, with the folders of its jobs, has no room left, on a disk of its own. */
class FullDiskIT extends FaultTest {

    private static final int MEGABYTES = Integer.getInteger("faults.disk.megabytes", 16);

    private static final int MEGABYTE = 1024 * 1024;

    private static final List<SmallDisk> DISKS = new ArrayList<>();

    /** So that it goes on until there is no byte left. */
    private static final Map<String, String> CARELESS =
            Map.of(
                    "VINTNER_TENDRIL_DISK_MIN",
                    Integer.toString(MEGABYTE),
                    "VINTNER_TENDRIL_DISK_CRITICAL",
                    "0");

    private static final String FILL =
            "cat /dev/zero > ballast || { echo \"Error: the disk is full\" >&2; stop=1; }";

    @AfterAll
    static void takeDisksAway() {
        DISKS.forEach(SmallDisk::close);
    }

    @Test
    void f15WhereTerraformFindsTheDiskFullItsErrorIsReportedAndItsStateIsStored() throws Exception {
        // Given
        Agent agent = rig.agent(owner, "small", CARELESS);
        smallDisk(agent.data(), MEGABYTES);
        agent.start();
        awaitOnline(agent);
        String vine = owner.vine(Script.creating(2, 10).ending("apply", FILL));

        // When: the last lines may wait for room, which a person makes
        String job = owner.enqueue(vine, "DEPLOY");
        patiently().until(() -> !work(job).ended().isEmpty());
        patiently()
                .until(() -> {
                    makeRoom(agent);
                    return owner.hasEnded(job);
                });

        // Then
        awaitEnd(job, "FAILED");
        JsonNode row = owner.job(job);
        assertThat(row.path("error_message").asText())
                .isEqualTo("terraform apply ended with exit code 1: the disk is full");
        assertThat(row.path("error_code").isNull()).as("%s", row).isTrue();
        assertThat(work(job).created()).containsExactly(1, 2);
        assertThat(owner.states(vine).getLast().path("created").asInt()).isEqualTo(2);
        assertThat(owner.vineRow(vine).path("reconcile").asBoolean()).isFalse();
        patiently()
                .until(() ->
                        stored(job, "STDERR")
                                .endsWith("No space left on device\nError: the disk is full\n"));
        awaitEnd(owner.enqueue(owner.vine(Script.quick()), "CONNECTION_TEST"), "SUCCESS");
    }

    @Test
    void f14ASpoolWhoseDiskIsFullHoldsUpNeitherTerraformNorItsState() throws Exception {
        // Given
        Agent agent = startedAgent("full");
        gate().holdAt("apply-1");
        String vine = owner.vine(Script.creating(2, 150).pausing("0").at(gateName()));
        String job = owner.enqueue(vine, "DEPLOY");
        awaitReached("apply-1");
        agent.kill();
        SmallDisk disk = smallDisk(rig.folder().resolve(gateName()), 1);
        moveSpool(agent.jobFolder(job), disk);
        Path ballast = disk.fill();

        // When
        agent.start();
        gate().letGo("apply-1");
        patiently().until(() -> work(job).ended().equals(List.of("0")));
        patiently().until(() -> said(agent).contains("job output waits for the disk"));
        patiently().until(() -> owner.states(vine).getLast().path("created").asInt() == 2);

        // Then
        assertThat(stored(job, "STDOUT")).doesNotContain("Apply complete!");
        assertThat(owner.status(job)).isEqualTo("PROCESSING");
        Files.delete(ballast);
        awaitEnd(job, "SUCCESS");
        awaitDelivered(agent);
        assertThat(stored(job, "STDOUT")).contains("Apply complete!");
        assertThat(work(job).created()).containsExactly(1, 2);
    }

    @Test
    void f14OnADiskThatRunsShortOfRoomJobsEndInOrderAndNoneIsClaimedBeforeThereIsSome()
            throws Exception {
        // Given
        Map<String, String> careful =
                Map.of(
                        "VINTNER_TENDRIL_DISK_MIN", Integer.toString(MEGABYTES * MEGABYTE / 2),
                        "VINTNER_TENDRIL_DISK_CRITICAL",
                                Integer.toString(MEGABYTES * MEGABYTE / 4));
        Agent agent = rig.agent(owner, "short", careful);
        SmallDisk disk = smallDisk(agent.data(), MEGABYTES);
        agent.start();
        awaitOnline(agent);
        gate().holdAt("apply-1");
        String vine = owner.vine(Script.creating(3, 3).at(gateName()));
        String job = owner.enqueue(vine, "DEPLOY");
        excuses.excuse(Invariant.I10, job);
        awaitReached("apply-1");

        // When
        Path ballast = disk.folder().resolve("ballast");
        Files.write(ballast, new byte[MEGABYTES * MEGABYTE * 13 / 16]);
        String next = owner.enqueue(owner.vine(Script.quick()), "CONNECTION_TEST");

        // Then
        awaitEnd(job, "CANCELLED");
        awaitDelivered(agent);
        assertThat(work(job).signals()).isEqualTo(1);
        assertThat(stored(job, "SYSTEM"))
                .containsOnlyOnce("cancel asked by the tendril, whose disk is nearly full\n");
        assertThat(owner.states(vine).getLast().path("created").asInt()).isEqualTo(1);
        AtomicInteger beats = beatsOf(agent);
        patiently().until(() -> beats.get() > 3);
        assertThat(owner.status(next)).isEqualTo("QUEUED");
        assertThat(said(agent)).contains("disk is short of room, no jobs are claimed");
        Files.delete(ballast);
        awaitEnd(next, "SUCCESS");
    }

    private static void makeRoom(Agent agent) throws Exception {
        for (Path folder : agent.unfinished()) {
            Files.deleteIfExists(folder.resolve("terraform/module/ballast"));
        }
    }

    /** As if somebody had given the spool a disk of its own. */
    private static void moveSpool(Path jobFolder, SmallDisk disk) throws IOException {
        Path spool = jobFolder.resolve("spool");
        try (Stream<Path> files = Files.list(spool)) {
            for (Path file : files.toList()) {
                Files.move(file, disk.folder().resolve(file.getFileName()));
            }
        }
        Files.delete(spool);
        Files.createSymbolicLink(spool, disk.folder());
    }

    /** In place of that folder, until all tests have ended: the oracle looks at it. */
    private static SmallDisk smallDisk(Path folder, int megabytes) throws Exception {
        Optional<SmallDisk> disk = SmallDisk.at(folder, megabytes);
        assumeThat(disk).as("a small disk: be root to test full ones").isPresent();
        DISKS.add(disk.orElseThrow());
        return disk.orElseThrow();
    }
}
