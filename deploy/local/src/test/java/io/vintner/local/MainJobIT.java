package io.vintner.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.local.demo.DemoUser;
import io.vintner.local.demo.TrellisClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The product's main job on real parts: a Tendril runs Terraform, and its output, the job's status
 * and the Tendril's own arrive live, through PostgreSQL's WAL, for the right user only. It happens
 * once, before the tests; each of them then reads what was heard.
 */
class MainJobIT {

    private static SystemUnderTest system;
    private static TrellisClient trellis;
    private static StockClient ada;
    private static StockClient ben;
    private static Browser browser;
    private static MainJob job;
    private static String tendrilId;
    private static TerraformOutput written;

    @BeforeAll
    static void runTheMainJob() throws Exception {
        system = SystemUnderTest.startWithoutTendril();
        trellis = system.trellis(DemoUser.ADA);
        ada = system.stockClient(DemoUser.ADA);
        ada.followDashboard(DemoUser.ADA.id().toString());
        ada.subscribe("workers-as-they-are", "*", "workers", null);
        ada.subscribe("jobs-as-they-are", "*", "provision_jobs", null);
        ben = system.stockClient(DemoUser.BEN);
        for (String table : MarkerRows.TABLES) {
            ben.subscribe("all-" + table, "*", table, null);
        }
        String vine = MainJob.vine(system, trellis, "main-job", 24);
        browser = new Browser(system.trellisUrl());
        browser.signIn(DemoUser.ADA);

        // The job is queued while nobody could take it, so that its log can be followed from its
        // first row.
        job = MainJob.queue(system, trellis, vine);
        ada.followLog(job.id());
        browser.open("/jobs/" + job.id());
        system.startTendril();
        tendrilId = MainJob.tendrilId(trellis);
        MainJob.awaitFirstTurns(() -> MainJob.heard(ada, "STDOUT"));

        // SIGTERM in the middle: the Tendril takes nothing new, and ends what it has.
        job.tendril().stop();
        assertThat(job.awaitEnd()).isEqualTo("SUCCESS");
        job.awaitWholeLog(ada);
        await().atMost(MainJob.PATIENCE).until(() -> tendrilStatuses().contains("OFFLINE"));
        trellis.delete("/api/workers/" + tendrilId);
        await().atMost(MainJob.PATIENCE).until(() -> !ada.calls("removeTendril").isEmpty());
        MarkerRows.write(system.postgres(), DemoUser.BEN);
        written = job.written();
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {browser, ada, ben, trellis, system}) {
            if (part != null) {
                try {
                    part.close();
                } catch (Exception failure) {
                    System.err.println("not closed: " + failure);
                }
            }
        }
    }

    @Test
    void everythingTerraformPrintedArrivedOnceAndInOrderWithinItsStream() {
        assertThat(MainJob.heard(ada, "STDOUT")).isEqualTo(written.stdout());
        assertThat(MainJob.heard(ada, "STDERR")).isEqualTo(written.stderr());
        // And there was something to compare.
        assertThat(written.stdout())
                .contains("barrel 0: turn 24 of 24", "barrel 1: turn 24 of 24", "白酒 🍷")
                .contains("Apply complete!");
        assertThat(written.stderr().lines()).hasSizeGreaterThan(20);
    }

    @Test
    void theAgentHasProvenThatTheStoredLogIsTheWholeOne() throws Exception {
        assertThat(
                        trellis.get("/api/jobs/" + job.id() + "/logs?limit=1")
                                .path("log_state")
                                .asText())
                .isEqualTo("SEALED");
    }

    @Test
    void theAgentSaidItsOwnStepsOnTheSystemStream() {
        assertThat(MainJob.heard(ada, "SYSTEM")).containsSubsequence("init", "plan", "apply");
    }

    @Test
    void theBrowserShowsEveryLineOnceAndInOrderWithinItsStream() {
        // Given
        List<String> stdout = TerraformOutput.plainLines(written.stdout());
        List<String> stderr = TerraformOutput.plainLines(written.stderr());

        // When
        await().atMost(MainJob.PATIENCE)
                .pollInSameThread()
                .untilAsserted(
                        () -> assertThat(browser.lineCount("STDOUT")).isEqualTo(stdout.size()));

        // Then
        assertThat(browser.logLines("STDOUT")).isEqualTo(stdout);
        assertThat(browser.logLines("STDERR")).isEqualTo(stderr);
        assertThat(browser.jobStatus()).isEqualTo("SUCCESS");
    }

    @Test
    void theJobWasInsertedThenClaimedThenProcessedThenSucceeded() {
        // Then
        assertThat(job.heardStatuses(ada))
                .containsExactly("QUEUED", "CLAIMED", "PROCESSING", "SUCCESS");
        assertThat(eventTypes("jobs-as-they-are", job.id()))
                .startsWith("INSERT", "UPDATE", "UPDATE", "UPDATE")
                .containsOnlyOnce("INSERT")
                .doesNotContain("DELETE");
    }

    @Test
    void aJobThatNobodyCouldTakeSaidSo() {
        // Then
        assertThat(ada.calls("addOrUpdateJob"))
                .extracting(call -> call.path(0).path("waiting_reason").asText())
                .contains("no Tendril is online");
    }

    @Test
    void theVineWentFromProvisioningToActiveWithItsCostFromThePriceList() {
        // When
        List<JsonNode> heard =
                ada.calls("updateVineInPlace").stream()
                        .filter(call -> call.path(0).asText().equals(job.vineId()))
                        .map(call -> call.path(1))
                        .toList();

        // Then
        assertThat(heard)
                .extracting(vine -> vine.path("status").asText())
                .containsExactly("PROVISIONING", "ACTIVE");
        // Two barrels at 12.50 and a vat at 40.
        assertThat(heard.getLast().path("estimated_monthly_cost").asDouble()).isEqualTo(65.0);
    }

    @Test
    void theTendrilWentFromOnlineOverDrainingToOfflineAndLeftTheListByItsOldIdentity() {
        assertThat(distinctRuns(tendrilStatuses()))
                .containsSubsequence("ONLINE", "DRAINING", "OFFLINE")
                .endsWith("OFFLINE");
        assertThat(ada.calls("removeTendril"))
                .extracting(call -> call.path(0).asText())
                .containsExactly(tendrilId);
        JsonNode deleted = ada.changes("workers-as-they-are").getLast();
        assertThat(deleted.path("eventType").asText()).isEqualTo("DELETE");
        assertThat(deleted.path("old").path("id").asText()).isEqualTo(tendrilId);
    }

    @Test
    void theOtherUserWithoutAnyFilterHeardOnlyTheirOwnMarkers() {
        // When
        await().atMost(MainJob.PATIENCE)
                .until(() ->
                        MarkerRows.TABLES.stream().noneMatch(table -> benHeard(table).isEmpty()));

        // Then
        for (String table : MarkerRows.TABLES) {
            assertThat(benHeard(table)).as(table).hasSize(1);
            JsonNode change = benHeard(table).getFirst();
            assertThat(change.path("eventType").asText()).as(table).isEqualTo("INSERT");
            assertThat(change.path("new").path("user_id").asText())
                    .as(table)
                    .isEqualTo(DemoUser.BEN.id().toString());
            assertThat(change.toString()).as(table).contains("marker");
        }
    }

    private static List<JsonNode> benHeard(String table) {
        return ben.changes("all-" + table);
    }

    private static List<String> tendrilStatuses() {
        return ada.calls("addOrUpdateTendril").stream()
                .map(call -> call.path(0))
                .filter(worker -> worker.path("id").asText().equals(tendrilId))
                .map(worker -> worker.path("status").asText())
                .toList();
    }

    private static List<String> eventTypes(String channel, String id) {
        return ada.changes(channel).stream()
                .filter(change -> change.path("new").path("id").asText().equals(id))
                .map(change -> change.path("eventType").asText())
                .toList();
    }

    /** A heartbeat may repeat a status; a run of one counts once. */
    private static List<String> distinctRuns(List<String> words) {
        List<String> runs = new ArrayList<>();
        for (String word : words) {
            if (runs.isEmpty() || !runs.getLast().equals(word)) {
                runs.add(word);
            }
        }
        return runs;
    }
}
