package io.vintner.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.local.demo.DemoData;
import io.vintner.local.demo.DemoJob;
import io.vintner.local.demo.DemoUser;
import io.vintner.local.demo.TrellisClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The demo as a newcomer meets it: its users and vines, its jobs, and {@code ./vintner demo}. */
class DemoIT {

    @AutoClose private static SystemUnderTest system;
    @AutoClose private static TrellisClient ada;

    @BeforeAll
    static void start() {
        system = SystemUnderTest.start();
        ada = system.trellis(DemoUser.ADA);
    }

    @Test
    void theDemoCommandFollowsARealJobToItsEndThroughTheGateway() throws Exception {
        // Given
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        DemoJob demo =
                new DemoJob(
                        system.trellisUrl(),
                        system.gatewayUrl(),
                        system.tokens(),
                        new PrintStream(terminal, true, StandardCharsets.UTF_8));

        // When
        boolean succeeded = demo.run();

        // Then
        assertThat(terminal.toString(StandardCharsets.UTF_8))
                .contains("── PROCESSING", "basket 3: turn 6 of 6", "── SUCCESS")
                .contains("the whole log came through the gateway");
        assertThat(succeeded).isTrue();
    }

    @Test
    void aVineIsPlannedDeployedForItsPriceAndDestroyed() throws Exception {
        // Given
        String vine = vine("cellar");
        assertThat(end(system.queue(ada, vine, "PLAN"))).isEqualTo("SUCCESS");
        assertThat(row(vine).path("status").asText()).isEqualTo("DRAFT");

        // When
        assertThat(end(system.queue(ada, vine, "DEPLOY"))).isEqualTo("SUCCESS");
        JsonNode deployed = row(vine);
        assertThat(end(system.queue(ada, vine, "DESTROY"))).isEqualTo("SUCCESS");
        JsonNode destroyed = row(vine);

        // Then
        assertThat(deployed.path("status").asText()).isEqualTo("ACTIVE");
        // Three barrels at 12.50.
        assertThat(deployed.path("estimated_monthly_cost").asDouble()).isEqualTo(37.5);
        assertThat(destroyed.path("status").asText()).isEqualTo("DESTROYED");
        assertThat(destroyed.path("estimated_monthly_cost").asDouble()).isZero();
    }

    @Test
    void theLeakyBarrelFailsAndSaysWhyOnStandardError() throws Exception {
        // Given
        String vine = vine("leaky-barrel");

        // When
        String job = system.queue(ada, vine, "DEPLOY");

        // Then
        assertThat(end(job)).isEqualTo("FAILED");
        assertThat(row(vine).path("status").asText()).isEqualTo("FAILED");
        assertThat(ada.get("/api/jobs/" + job).path("error_message").asText()).isNotBlank();
        await().atMost(MainJob.PATIENCE)
                .untilAsserted(() ->
                        assertThat(ada.get("/api/jobs/" + job + "/logs").path("items"))
                                .anySatisfy(chunk -> {
                                    assertThat(chunk.path("stream_type").asText())
                                            .isEqualTo("STDERR");
                                    assertThat(chunk.path("log_chunk").asText())
                                            .contains("exit status 3");
                                }));
    }

    @Test
    void aSecondStartMakesNothingTwice() throws Exception {
        for (DemoUser user : DemoUser.values()) {
            try (TrellisClient trellis = system.trellis(user)) {
                // Given
                List<String> vines = names(trellis, "/api/vines", "project_name");
                List<String> vineyards = names(trellis, "/api/vineyards", "name");

                // When
                DemoData.ensure(trellis, user);

                // Then
                assertThat(names(trellis, "/api/vines", "project_name")).isEqualTo(vines);
                assertThat(names(trellis, "/api/vineyards", "name")).isEqualTo(vineyards);
                assertThat(vines).isNotEmpty().doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void oneSeesAJobRunInTheBrowser() throws Exception {
        try (Browser browser = new Browser(system.trellisUrl())) {
            // Given
            browser.signIn(DemoUser.ADA);
            String job = system.queue(ada, vine("wine-press"), "DEPLOY");

            // When
            browser.open("/jobs/" + job);

            // Then
            browser.awaitVisible("[data-testid=log-line]:has-text('turn 5 of 6')");
            assertThat(browser.jobStatus()).isEqualTo("PROCESSING");
            Pictures.take(browser, "job-page.png");
            browser.awaitVisible("[data-testid=job-page][data-status=SUCCESS]");
            assertThat(browser.text("[data-testid=job-page]")).contains("Deploy wine-press");
        }
    }

    private static String end(String jobId) {
        return await("the end of job " + jobId)
                .atMost(MainJob.PATIENCE)
                .until(
                        () -> ada.get("/api/jobs/" + jobId).path("status").asText(),
                        MainJob.FINAL::contains);
    }

    private static JsonNode row(String vineId) throws IOException, InterruptedException {
        return ada.get("/api/vines/" + vineId);
    }

    private static String vine(String name) throws IOException, InterruptedException {
        for (JsonNode vine : ada.get("/api/vines").path("items")) {
            if (vine.path("project_name").asText().equals(name)) {
                return vine.path("id").asText();
            }
        }
        throw new AssertionError("no vine " + name);
    }

    private static List<String> names(TrellisClient trellis, String path, String field)
            throws IOException, InterruptedException {
        return trellis.get(path).findValuesAsText(field);
    }
}
