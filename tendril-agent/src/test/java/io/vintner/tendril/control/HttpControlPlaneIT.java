package io.vintner.tendril.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes over the wire, good and bad, with and without TLS. */
class HttpControlPlaneIT {

    private static final Credentials WORKER =
            new Credentials(new TendrilId("worker-1"), new Secret("token-1"));
    private static final LeaseRef JOB = new LeaseRef(new JobId("job-1"), 7);
    private static final LeaseRef OTHER = new LeaseRef(new JobId("job-2"), 8);
    private static final Heartbeat BEAT =
            new Heartbeat(TendrilStatus.ONLINE, "1.0", Map.of("zone", "eu"), List.of(JOB, OTHER));

    @TempDir Path folder;

    private CannedServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void readsAnAnswerAndSendsWhoItIs() throws Exception {
        // Given
        ControlPlane control =
                plain(
                        200,
                        """
                        {"server_time": "x", "heartbeat_seconds": 5, "drain": true, "new": 1,
                         "directives": [{"job_id": "job-1", "directive": "CANCEL"},
                                        {"job_id": "job-2", "directive": "DANCE"}]}
                        """);

        // When
        HeartbeatAnswer answer = control.beat(BEAT);

        // Then
        assertThat(answer.interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(answer.drain()).isTrue();
        assertThat(answer.directives())
                .containsEntry(JOB, Directive.CANCEL)
                .containsEntry(OTHER, Directive.CONTINUE);
        assertThat(server.seen())
                .containsExactly(
                        "POST /api/workers/heartbeat worker-1 token-1"
                            + " {\"status\":\"ONLINE\",\"version\":\"1.0\","
                            + "\"labels\":{\"zone\":\"eu\"},"
                            + "\"jobs\":[{\"id\":\"job-1\",\"epoch\":7},"
                            + "{\"id\":\"job-2\",\"epoch\":8}],"
                            + "\"module_sources\":[\"files\",\"git\",\"registry\",\"bundle\"]}");
    }

    @Test
    void aDirectiveIsForTheLeaseOfItsEpochAlone() throws Exception {
        // Given
        LeaseRef later = new LeaseRef(JOB.job(), 9);
        ControlPlane control =
                plain(
                        200,
                        """
                        {"directives": [
                          {"job_id": "job-1", "epoch": 7, "directive": "LEASE_LOST"},
                          {"job_id": "job-1", "epoch": 9, "directive": "CONTINUE"}]}
                        """);

        // When
        HeartbeatAnswer answer =
                control.beat(
                        new Heartbeat(TendrilStatus.ONLINE, "1.0", Map.of(), List.of(JOB, later)));

        // Then
        assertThat(answer.directives())
                .containsOnly(
                        Map.entry(JOB, Directive.LEASE_LOST), Map.entry(later, Directive.CONTINUE));
    }

    @Test
    void everyCallOnAJobCarriesItsTokenAndNoOtherCallDoes() throws Exception {
        // Given
        LeaseRef job = new LeaseRef(JOB.job(), 7, new Secret("vtj_1"));
        VineId vine = new VineId("vine-1");
        ControlPlane control =
                plain(
                        200,
                        "{\"next_seq\": 2, \"log_state\": \"SEALED\", \"directive\": \"CANCEL\"}");

        // When
        control.report(job, JobReport.of(JobStatus.PROCESSING));
        control.append(job, List.of(new LogLine(1, "STDOUT", "x", 0, Instant.EPOCH)));
        control.seal(job, new LogSeal(1, 1, "ab"));
        control.pushState(job, vine, new byte[] {1});
        control.pushOrphan(job, vine, new byte[] {1});
        control.storePlan(job, new PlanOrigin(0, null), new byte[] {1});
        assertThat(control.beat(job)).isEqualTo(Directive.CANCEL);
        assertThatThrownBy(() -> control.pullState(job, vine)).hasMessageContaining("version");
        assertThatThrownBy(() -> control.fetchPlan(job)).hasMessageContaining("digest");
        assertThatThrownBy(() -> control.fetchBundle(job)).hasMessageContaining("digest");
        int ofJobs = server.jobTokens().size();
        control.beat(new Heartbeat(TendrilStatus.ONLINE, "1.0", Map.of(), List.of(job)));
        control.report(JOB, JobReport.of(JobStatus.PROCESSING));

        // Then
        assertThat(ofJobs).isEqualTo(10);
        assertThat(server.jobTokens().subList(0, 10)).containsOnly("vtj_1");
        assertThat(server.jobTokens().subList(10, 12)).containsOnly("none");
        assertThat(server.seen().toString()).doesNotContain("vtj_1");
    }

    @Test
    void aGapIsToldWithItsSize() throws Exception {
        // Given
        ControlPlane control = plain(200, "{\"next_seq\": 3, \"flush_interval_ms\": 250}");

        // When
        control.append(
                JOB,
                List.of(
                        new LogLine(1, "STDOUT", "x", 0, Instant.EPOCH),
                        new LogLine(2, "SYSTEM", "gap", 7, Instant.EPOCH)));

        // Then
        assertThat(server.seen().getFirst())
                .containsOnlyOnce("gap_bytes")
                .contains("\"log_chunk\":\"gap\",\"gap_bytes\":7");
    }

    @ParameterizedTest(name = "status {0}")
    @ValueSource(ints = {500, 502, 503, 429, 408})
    void takesATroubledServerForNone(int status) throws Exception {
        // Given
        ControlPlane control = plain(status, "{}");

        // When / Then
        assertThatThrownBy(() -> control.beat(BEAT)).isInstanceOf(UnansweredException.class);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"<html>", "", "[]", "{\"directives\": 3}", "{\"next_seq\": \"x\"}", "{}"})
    void takesWhatItCannotReadForNoAnswer(String body) throws Exception {
        // Given
        ControlPlane control = plain(200, body);
        List<LogLine> lines = List.of(new LogLine(1, "STDOUT", "x", 0, Instant.EPOCH));

        // When / Then
        assertThatThrownBy(() -> control.append(JOB, lines))
                .isInstanceOf(UnansweredException.class);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "409 | {\"code\": \"log-gap\", \"next_seq\": 5} | log-gap    | 5",
                "409 | {\"code\": \"lease-lost\"}             | lease-lost |",
                "404 | <html>                                 | status-404 |",
                "302 | {}                                     | status-302 |",
            })
    void tellsARefusalByItsCode(int status, String body, String code, Long nextSeq)
            throws Exception {
        // Given
        ControlPlane control = plain(status, body);

        // When
        RefusedException refused =
                catchThrowableOfType(RefusedException.class, () -> control.beat(BEAT));

        // Then
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.nextSeq()).isEqualTo(nextSeq);
    }

    @ParameterizedTest(name = "without {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a job       | {\"lease\": {\"epoch\": 1}, \"config_snapshot\": {}}",
                "an epoch    | {\"job\": {\"id\": \"j\", \"job_type\": \"PLAN\", \"vine_id\":"
                        + " \"v\"}, \"lease\": {}, \"config_snapshot\": {}}",
                "a usable id | {\"job\": {\"id\": \"../j\", \"job_type\": \"PLAN\", \"vine_id\":"
                        + " \"v\"}, \"lease\": {\"epoch\": 1}, \"config_snapshot\": {}}",
                "a digest    | {\"job\": {\"id\": \"j\", \"job_type\": \"DEPLOY\", \"vine_id\":"
                        + " \"v\"}, \"lease\": {\"epoch\": 1}, \"config_snapshot\": {}, \"plan\":"
                        + " {\"state_version\": 1}}",
                "a version   | {\"job\": {\"id\": \"j\", \"job_type\": \"DEPLOY\", \"vine_id\":"
                        + " \"v\"}, \"lease\": {\"epoch\": 1}, \"config_snapshot\": {}, \"plan\":"
                        + " {\"sha256\":"
                        + " \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}}",
            })
    void takesNoLeaseThatItCouldNotKeep(String missing, String body) throws Exception {
        // Given
        ControlPlane control = plain(200, body);

        // When / Then
        assertThatThrownBy(() -> control.claim(new ClaimRequest(Duration.ZERO, "key")))
                .as(missing)
                .isInstanceOf(UnansweredException.class);
    }

    @Test
    void readsThePlanOfALeaseAndSaysThatItCanApplyOne() throws Exception {
        // Given
        String sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        ControlPlane control =
                plain(
                        200,
                        """
                        {"job": {"id": "j", "job_type": "DEPLOY", "vine_id": "v", "config_hash": "a"},
                         "lease": {"epoch": 1}, "config_snapshot": {},
                         "plan": {"job_id": "p", "config_hash": "b", "state_version": 4,
                                  "module_version": "1.2.3", "sha256": "%s", "bytes": 0}}
                        """
                                .formatted(sha256));

        // When
        Lease lease = control.claim(new ClaimRequest(Duration.ZERO, "key")).orElseThrow();

        // Then
        assertThat(lease.plan()).isEqualTo(new LeasedPlan(sha256, 4, false, "1.2.3"));
        assertThat(server.seen().getFirst())
                .contains("\"applies_plans\":true", "\"module_sources\":[\"files\",\"git\"");
        assertThat(lease.snapshot().source()).isEqualTo(new ModuleSource.Unknown());
    }

    @Test
    void takesNoArtefactThatIsNotWhatItsDigestSays() throws Exception {
        // Given
        ControlPlane control = plain(200, "a plan");

        // When
        RefusedException refused =
                catchThrowableOfType(RefusedException.class, () -> control.fetchPlan(JOB));

        // Then
        assertThat(refused.code()).isEqualTo(RefusedException.DIGEST_MISMATCH);
    }

    @Test
    void takesNoStateWhoseVersionItCouldNotTell() throws Exception {
        // Given
        ControlPlane control = plain(200, "{}");

        // When / Then
        assertThatThrownBy(() -> control.pullState(JOB, new VineId("v")))
                .isInstanceOf(UnansweredException.class);
    }

    @Test
    void saysWhatWentWrongInAWord() throws Exception {
        // Given
        ControlPlane control = plain(200, "{}");

        // When
        control.report(
                JOB, new JobReport(JobStatus.FAILED, "gone", FailureCode.OUTCOME_UNKNOWN, null));

        // Then
        assertThat(server.seen().getFirst())
                .endsWith(
                        "{\"status\":\"FAILED\",\"epoch\":7,\"error_message\":\"gone\","
                                + "\"error_code\":\"OUTCOME_UNKNOWN\"}");
    }

    @Test
    void talksTlsToAServerThatItWasToldToTrust() throws Exception {
        // Given
        server = CannedServer.tls(folder, "{\"heartbeat_seconds\": 5}");
        ControlPlane trusting =
                new HttpControlPlane(
                        HttpClients.client(folder.resolve("ca.pem")), server.url(), () -> WORKER);
        ControlPlane doubting =
                new HttpControlPlane(HttpClients.client(null), server.url(), () -> WORKER);

        // When
        HeartbeatAnswer answer = trusting.beat(BEAT);

        // Then
        assertThat(answer.interval()).isEqualTo(Duration.ofSeconds(5));
        assertThatThrownBy(() -> doubting.beat(BEAT)).isInstanceOf(UnansweredException.class);
    }

    private ControlPlane plain(int status, String body) throws Exception {
        server = CannedServer.plain(status, body);
        return new HttpControlPlane(HttpClients.client(null), server.url(), () -> WORKER);
    }
}
