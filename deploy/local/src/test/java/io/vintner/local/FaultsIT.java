package io.vintner.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.local.demo.DemoUser;
import io.vintner.local.demo.TrellisClient;
import io.vintner.local.process.SupervisedProcess;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A part of the system dies in the middle of a job: nothing is lost and nothing comes twice. */
class FaultsIT {

    /** Of a quarter of a second each: longer than any part needs to come back. */
    private static final int TURNS = 60;

    private static final String LOGS = "every-log-row";

    private static SystemUnderTest system;
    private static TrellisClient trellis;
    private static Browser browser;

    @BeforeAll
    static void start() {
        system = SystemUnderTest.start();
        trellis = system.trellis(DemoUser.ADA);
        browser = new Browser(system.trellisUrl());
        browser.signIn(DemoUser.ADA);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (system != null) {
            trellis.close();
            system.close();
        }
    }

    @Test
    void aKilledRelayLosesNothingAndRepeatsNothing() throws Exception {
        // Given
        try (StockClient client = system.stockClient(DemoUser.ADA)) {
            MainJob job = beginJob(client, "relay-killed");
            SupervisedProcess relay = system.service("wal-relay");
            ProcessHandle before = Objects.requireNonNull(relay.handle());

            // When
            before.destroyForcibly();
            before.onExit().join();
            relay.awaitReady();

            // Then
            assertThat(Objects.requireNonNull(relay.handle())).isNotEqualTo(before);
            stillRunning(job);
            everythingOnce(job, client);
        }
    }

    @Test
    void f1AKilledTendrilLosesNothingAndRepeatsNothing() throws Exception {
        // Given
        try (StockClient client = system.stockClient(DemoUser.ADA)) {
            MainJob job = beginJob(client, "tendril-killed");
            SupervisedProcess tendril = system.service("tendril-agent");
            ProcessHandle before = Objects.requireNonNull(tendril.handle());

            // When
            before.destroyForcibly();
            before.onExit().join();

            // Then
            stillRunning(job);
            everythingOnce(job, client);
            assertThat(Objects.requireNonNull(tendril.handle())).isNotEqualTo(before);
        }
    }

    @Test
    void aRestartOfPostgresLosesNothingAndRepeatsNothing() throws Exception {
        // Given
        try (StockClient client = system.stockClient(DemoUser.ADA)) {
            MainJob job = beginJob(client, "postgres-restarted");

            // When
            system.postgres().restart();

            // Then
            stillRunning(job);
            everythingOnce(job, client);
        }
    }

    @Test
    void aKilledPostgresLosesNothingAndRepeatsNothing() throws Exception {
        // Given
        try (StockClient client = system.stockClient(DemoUser.ADA)) {
            MainJob job = beginJob(client, "postgres-killed");

            // When
            ProcessHandle before = system.postgres().process();
            before.destroyForcibly();
            before.onExit().join();

            // Then
            stillRunning(job);
            everythingOnce(job, client);
        }
    }

    /** A job in the middle of its apply, followed by the client and on the page. */
    private static MainJob beginJob(StockClient client, String name) throws Exception {
        String vine = MainJob.vine(system, trellis, name, TURNS);
        client.followDashboard(DemoUser.ADA.id().toString());
        client.subscribe(LOGS, "INSERT", "provision_job_logs", null);
        MainJob job = MainJob.queue(system, trellis, vine);
        browser.open("/jobs/" + job.id());
        MainJob.awaitFirstTurns(() -> job.heardOn(client, LOGS, "STDOUT"));
        return job;
    }

    /** Else the fault was not in the middle of the job. */
    private static void stillRunning(MainJob job) {
        await().atMost(MainJob.PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> job.row().path("status").asText(), "PROCESSING"::equals);
    }

    private static void everythingOnce(MainJob job, StockClient client) throws Exception {
        assertThat(job.awaitEnd()).isEqualTo("SUCCESS");
        TerraformOutput written = job.written();
        assertThat(written.stdout()).contains("turn %1$d of %1$d".formatted(TURNS));
        everythingOnceInTheClient(job, client, written);
        everythingOnceInTheBrowser(written);
    }

    private static void everythingOnceInTheClient(
            MainJob job, StockClient client, TerraformOutput written) {
        await().atMost(MainJob.PATIENCE)
                .untilAsserted(() -> {
                    assertThat(job.heardOn(client, LOGS, "STDOUT")).isEqualTo(written.stdout());
                    assertThat(job.heardOn(client, LOGS, "STDERR")).isEqualTo(written.stderr());
                    assertThat(job.heardStatuses(client))
                            .containsExactly("QUEUED", "CLAIMED", "PROCESSING", "SUCCESS");
                });
    }

    private static void everythingOnceInTheBrowser(TerraformOutput written) {
        List<String> stdout = TerraformOutput.plainLines(written.stdout());
        List<String> stderr = TerraformOutput.plainLines(written.stderr());
        await().atMost(MainJob.PATIENCE)
                .pollInSameThread()
                .untilAsserted(() -> {
                    assertThat(browser.lineCount("STDOUT")).isEqualTo(stdout.size());
                    assertThat(browser.lineCount("STDERR")).isEqualTo(stderr.size());
                    assertThat(browser.jobStatus()).isEqualTo("SUCCESS");
                });
        assertThat(browser.logLines("STDOUT")).isEqualTo(stdout);
        assertThat(browser.logLines("STDERR")).isEqualTo(stderr);
    }
}
