package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.faults.rig.Agent;
import io.vintner.faults.rig.SmallDisk;
import io.vintner.faults.terraform.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The disk of an agent, with the folders of its jobs, has no room left, on a disk of its own. */
class FullDiskIT extends FaultTest {

    private static final int MEGABYTES = Integer.getInteger("faults.disk.megabytes", 16);

    private static final List<SmallDisk> DISKS = new ArrayList<>();

    /** So that it goes on until there is no byte left. */
    private static final Map<String, String> CARELESS =
            Map.of(
                    "VINTNER_TENDRIL_DISK_MIN",
                    Integer.toString(1024 * 1024),
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
        putOnASmallDisk(agent.data());
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

    private static void makeRoom(Agent agent) throws Exception {
        for (Path folder : agent.unfinished()) {
            Files.deleteIfExists(folder.resolve("terraform/module/ballast"));
        }
    }

    private static void putOnASmallDisk(Path folder) throws Exception {
        Optional<SmallDisk> disk = SmallDisk.at(folder, MEGABYTES);
        assumeThat(disk).as("a small disk: be root to test full ones").isPresent();
        DISKS.add(disk.orElseThrow());
    }
}
