package io.vintner.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.faults.oracle.Invariant;
import io.vintner.faults.proxy.Weather;
import io.vintner.faults.rig.Agent;
import io.vintner.faults.terraform.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What lies on the agent's disk was damaged while it was dead. */
class DamagedFilesIT extends FaultTest {

    @Test
    void f27ASpoolWhoseEndIsDamagedIsWrittenAgainFromWhatTerraformPrinted() throws Exception {
        // Given
        Agent agent = startedAgent("hurt");
        gate().holdAt("plan");
        String job = owner.enqueue(owner.vine(Script.creating(0, 30).at(gateName())), "PLAN");
        awaitReached("plan");
        Path folder = agent.jobFolder(job);
        agent.proxy().weather(Weather.cut());
        gate().letGo("plan");
        patiently().until(() -> spooled(folder).contains("plan stdout 50 "));

        // When
        agent.kill();
        Path spool = lastSegment(folder);
        byte[] bytes = Files.readAllBytes(spool);
        bytes[bytes.length - 3] ^= 0x55;
        Files.write(spool, bytes);
        agent.proxy().weather(Weather.fair());
        agent.start();

        // Then
        awaitEnd(job, "SUCCESS");
    }

    @Test
    void f27WhatADamagedSpoolHadSentIsSentAgainUnderALineThatSaysSoAndTheLogNeverPassesForWhole()
            throws Exception {
        // Given
        Agent agent = startedAgent("hurt");
        gate().holdAt("plan");
        String job = owner.enqueue(owner.vine(Script.creating(0, 60).at(gateName())), "PLAN");
        awaitReached("plan");
        patiently().until(() -> stored(job, "STDOUT").contains("plan stdout 60 "));
        patiently().until(() -> stored(job, "STDERR").contains("plan stderr 60 "));

        // When
        agent.kill();
        Path spool = lastSegment(agent.jobFolder(job));
        byte[] bytes = Files.readAllBytes(spool);
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(spool, bytes);
        excuses.excuse(Invariant.I5, job);
        agent.start();
        awaitOnline(agent);
        gate().letGo("plan");
        awaitEnd(job, "SUCCESS");
        patiently().until(() -> agent.unfinished().isEmpty());

        // Then
        String kept = Files.readString(agent.keptOutput(job).resolve("stdout"));
        assertThat(stored(job, "STDOUT").lines())
                .containsAll(kept.replace(owner.secret(), "***").lines().toList());
        assertThat(stored(job, "SYSTEM")).contains("lines below may repeat lines above");
        assertThat(owner.call("GET", "/api/jobs/%s/logs".formatted(job), null).path("log_state"))
                .as("whether it is known to be whole")
                .hasToString("\"INCOMPLETE\"");
    }

    @Test
    void f27AJournalWhoseLastNoteIsCutShortIsReadUpToThere() throws Exception {
        // Given
        Agent agent = startedAgent("hurt");
        gate().holdAt("apply-1");
        String job = owner.enqueue(owner.vine(Script.creating(2, 3).at(gateName())), "DEPLOY");
        awaitReached("apply-1");
        Path notes = agent.jobFolder(job).resolve("notes");

        // When
        agent.kill();
        byte[] whole = Files.readAllBytes(notes);
        byte[] torn = Arrays.copyOf(whole, whole.length + 9);
        System.arraycopy(
                "{\"note\":\"".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                0,
                torn,
                whole.length,
                9);
        Files.write(notes, torn);
        agent.start();
        gate().letGo("apply-1");

        // Then
        awaitEnd(job, "SUCCESS");
        assertThat(work(job).created()).containsExactly(1, 2);
    }

    @Test
    void f27AFolderThatCannotBeReadIsLeftAloneAndTheApplyIsNeverRepeated() throws Exception {
        // Given
        Agent agent = startedAgent("hurt");
        gate().holdAt("apply-1");
        String job = owner.enqueue(owner.vine(Script.creating(2, 3).at(gateName())), "DEPLOY");
        awaitReached("apply-1");
        Path folder = agent.jobFolder(job);
        excuses.excuse(Invariant.I5, job);

        // When
        agent.kill();
        Files.writeString(folder.resolve("lease.json"), "{\"half\":");
        agent.start();
        gate().letGo("apply-1");
        awaitEnd(job, "FAILED");

        // Then
        assertThat(owner.job(job).path("error_code").asText()).isEqualTo("AGENT_LOST");
        assertThat(work(job).created()).containsExactly(1, 2);
        assertThat(folder.resolve("terraform/module/terraform.tfstate")).exists();
        assertThat(said(agent)).contains("cannot be gone on with and is left as it is");
    }

    private static String spooled(Path folder) throws Exception {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder.resolve("spool"))) {
            for (Path file : files.sorted().toList()) {
                all.append(new String(Files.readAllBytes(file), ISO_8859_1));
            }
        }
        return all.toString();
    }

    private static Path lastSegment(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("spool"))) {
            return files.sorted().toList().getLast();
        }
    }
}
