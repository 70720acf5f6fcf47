package io.vintner.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.local.demo.DemoUser;
import io.vintner.local.demo.TrellisClient;
import io.vintner.local.process.SupervisedProcess;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A part of the system dies in the middle of a job: nothing is lost and nothing comes twice. */
class FaultsIT {

    private static final int TURNS = 40;

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

            // Then
            assertThat(job.awaitEnd()).isEqualTo("SUCCESS");
            assertThat(Objects.requireNonNull(relay.handle()).pid()).isNotEqualTo(before.pid());
            relay.awaitReady();
            everythingOnce(job, client);
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
            assertThat(job.awaitEnd()).isEqualTo("SUCCESS");
            everythingOnce(job, client);
        }
    }

    @Test
    void aKilledPostgresLosesNothingAndRepeatsNothing() throws Exception {
        // Given
        try (StockClient client = system.stockClient(DemoUser.ADA)) {
            MainJob job = beginJob(client, "postgres-killed");

            // When
            system.postgres().process().destroyForcibly();

            // Then
            assertThat(job.awaitEnd()).isEqualTo("SUCCESS");
            everythingOnce(job, client);
        }
    }

    /** A job in the middle of its apply, followed by the client and on the page. */
    private static MainJob beginJob(StockClient client, String name) throws Exception {
        String vine = MainJob.vine(system, trellis, name, TURNS);
        client.followDashboard(DemoUser.ADA.id().toString());
        MainJob job = MainJob.queue(system, trellis, vine);
        client.followLog(job.id());
        browser.open("/jobs/" + job.id());
        job.awaitFirstTurns(client);
        return job;
    }

    private static void everythingOnce(MainJob job, StockClient client) throws Exception {
        TerraformOutput written = job.written();
        assertThat(written.stdout()).contains("turn %1$d of %1$d".formatted(TURNS));
        everythingOnceInTheClient(job, client, written);
        everythingOnceInTheBrowser(written);
    }

    private static void everythingOnceInTheClient(
            MainJob job, StockClient client, TerraformOutput written) {
        job.awaitWholeLog(client);
        // Rows written before the client had subscribed are not the client's to hear.
        String stdout = MainJob.heard(client, "STDOUT");
        assertThat(written.stdout()).endsWith(stdout);
        assertThat(stdout).contains("turn 1 of", "Apply complete!");
        await().atMost(MainJob.PATIENCE)
                .untilAsserted(() -> assertThat(job.heardStatuses(client)).endsWith("SUCCESS"));
        assertThat(job.heardStatuses(client)).doesNotHaveDuplicates();
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
