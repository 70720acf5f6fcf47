package io.vintner.tendril;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vintner.tendril.control.ClaimRequest;
import io.vintner.tendril.control.ControlPlane;
import io.vintner.tendril.control.Credentials;
import io.vintner.tendril.control.Directive;
import io.vintner.tendril.control.Heartbeat;
import io.vintner.tendril.control.HttpClients;
import io.vintner.tendril.control.HttpControlPlane;
import io.vintner.tendril.control.Lease;
import io.vintner.tendril.control.Retry;
import io.vintner.tendril.control.RetryPolicy;
import io.vintner.tendril.control.Secret;
import io.vintner.tendril.control.TendrilId;
import io.vintner.tendril.control.TendrilStatus;
import io.vintner.tendril.job.JobRun;
import io.vintner.tendril.job.JobSettings;
import io.vintner.tendril.journal.JobFolders;
import io.vintner.tendril.terraform.BootId;
import io.vintner.tendril.terraform.Installations;
import io.vintner.tendril.terraform.TerraformEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One job over real HTTP and real processes, with a Terraform that misbehaves on demand. */
class JobRunIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;

    private StrictControlPlane server;
    private ControlPlane control;
    private long logHead = 1L << 30;

    @BeforeEach
    void start() throws Exception {
        server = new StrictControlPlane();
        Credentials worker =
                new Credentials(
                        new TendrilId(StrictControlPlane.WORKER_ID),
                        new Secret(StrictControlPlane.WORKER_TOKEN));
        control = new HttpControlPlane(HttpClients.client(null), server.url(), () -> worker);
        Files.createDirectories(folder.resolve("jobs"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tellsTheExitCodeAndTheFirstError() throws Exception {
        // Given
        StrictJob job =
                enqueue("DEPLOY", "printf '\\033[31mError: no grapes left\\033[0m\\n' >&2; exit 3");

        // When
        run(job);

        // Then
        assertThat(server.status(job)).isEqualTo("FAILED");
        assertThat(job.error).isEqualTo("terraform apply ended with exit code 3: no grapes left");
        assertThat(job.code).as("Terraform itself has told how far it came").isEmpty();
        assertThat(server.text(job, "SYSTEM"))
                .contains("terraform apply ended with exit code 3\n")
                .endsWith("job failed: " + job.error + "\n");
        assertEveryByteArrived(job);
    }

    @Test
    void tellsTheSignalThatEndedTerraform() throws Exception {
        // Given
        StrictJob job = enqueue("DEPLOY", "kill -9 $$");

        // When
        run(job);

        // Then
        assertThat(server.status(job)).isEqualTo("FAILED");
        assertThat(job.error).isEqualTo("terraform apply was ended by signal 9");
        assertThat(job.code).isEqualTo("OUTCOME_UNKNOWN");
    }

    @Test
    void shipsAFloodWithoutHoldingTerraformUp() throws Exception {
        // Given
        StrictJob job = enqueue("DEPLOY", "seq 1 1400000; seq 1 1400000 >&2");

        // When
        run(job);

        // Then
        assertThat(server.status(job)).isEqualTo("SUCCESS");
        assertThat(server.text(job, "STDOUT")).hasSizeGreaterThan(10_000_000);
        assertEveryByteArrived(job);
        assertThat(server.breaches()).isEmpty();
    }

    @Test
    void replacesMalformedBytesAndNulAsJavaDoes() throws Exception {
        // Given
        StrictJob job =
                enqueue(
                        "DEPLOY",
                        "head -c 300000 /dev/urandom; head -c 300000 /dev/urandom >&2; printf"
                                + " '\\303'");

        // When
        run(job);

        // Then
        assertThat(server.status(job)).isEqualTo("SUCCESS");
        assertEveryByteArrived(job);
        assertThat(server.breaches()).isEmpty();
    }

    @Test
    void hidesSecretsAlsoOverChunkBorders() throws Exception {
        // Given
        StrictJob job =
                enqueue(
                        "DEPLOY",
                        """
                        printf 'token hunter'; sleep 1; printf -- '2-hunter2\\n'
                        printf '%s\\n' "$TF_VAR_pw"
                        echo "Error: bad $TF_VAR_pw" >&2
                        exit 1
                        """);
        ObjectNode snapshot = (ObjectNode) job.lease.path("config_snapshot");
        snapshot.withArray("variables")
                .add(variable(job, "API_TOKEN", "hunter2-hunter2", "environment", false))
                .add(variable(job, "pw", "another secret", "terraform", true));

        // When
        run(job);

        // Then
        assertThat(server.text(job, "STDOUT")).isEqualTo("token ***\n***\n");
        assertThat(job.error).endsWith(": bad ***");
        assertThat(job.chunks.toString())
                .doesNotContain("hunter2")
                .doesNotContain("another secret");
    }

    @Test
    void leavesOutTheMiddleOfAnOutputBeyondTheLimit() throws Exception {
        // Given
        logHead = 100_000;
        StrictJob job = enqueue("DEPLOY", "seq 1 200000");

        // When
        run(job);

        // Then
        assertThat(server.status(job)).isEqualTo("SUCCESS");
        assertThat(server.text(job, "STDOUT")).startsWith("1\n2\n").endsWith("\n200000\n");
        assertThat(server.text(job, "SYSTEM")).contains("bytes of STDOUT left out here");
    }

    @Test
    void sendsAgainWhatTheControlPlaneLost() throws Exception {
        // Given
        StrictJob job = enqueue("DEPLOY", "for i in 1 2 3 4 5 6; do echo line $i; sleep 0.5; done");
        Thread running = Thread.ofVirtual().start(() -> runQuietly(job));
        await().atMost(PATIENCE).until(() -> server.text(job, "STDOUT").contains("line 3"));

        // When
        server.forgetChunks(job, 3);
        server.lost().next(2);
        running.join();

        // Then
        assertThat(server.status(job)).isEqualTo("SUCCESS");
        assertEveryByteArrived(job);
        assertThat(server.breaches()).isEmpty();
    }

    @Test
    void killsAPlanThatDoesNotHearSigterm() throws Exception {
        // Given
        StrictJob job = enqueue("PLAN", "");
        files(job).put("plan.sh", "trap '' TERM; while :; do echo planning; sleep 0.1; done");

        Thread running = Thread.ofVirtual().start(() -> runQuietly(job));
        await().atMost(PATIENCE).until(() -> server.text(job, "STDOUT").contains("planning"));

        // When
        server.direct(job, "CANCEL");
        running.join();

        // Then
        assertThat(server.status(job)).isEqualTo("CANCELLED");
        assertThat(server.text(job, "SYSTEM"))
                .containsOnlyOnce("sent SIGTERM to terraform\n")
                .containsOnlyOnce("sent SIGKILL to terraform\n");
    }

    @Test
    void neverKillsAnApplyThatTakesItsTimeToEnd() throws Exception {
        // Given
        StrictJob job =
                enqueue(
                        "DEPLOY",
                        "trap 'sleep 3; echo ended by itself; exit 1' TERM; while :; do"
                                + " echo applying; sleep 0.1; done");
        Thread running = Thread.ofVirtual().start(() -> runQuietly(job));
        await().atMost(PATIENCE).until(() -> server.text(job, "STDOUT").contains("applying"));

        // When
        server.direct(job, "CANCEL");
        running.join();

        // Then
        assertThat(server.status(job)).isEqualTo("CANCELLED");
        assertThat(server.text(job, "STDOUT")).contains("ended by itself");
        assertThat(server.text(job, "SYSTEM"))
                .containsOnlyOnce("sent SIGTERM to terraform\n")
                .doesNotContain("SIGKILL");
    }

    @Test
    void killsAnApplyWhenThatIsDemanded() throws Exception {
        // Given
        StrictJob job = enqueue("DEPLOY", "while :; do echo applying; sleep 0.1; done");
        Thread running = Thread.ofVirtual().start(() -> runQuietly(job));
        await().atMost(PATIENCE).until(() -> server.text(job, "STDOUT").contains("applying"));

        // When
        server.direct(job, "CANCEL_FORCE");
        running.join();

        // Then
        assertThat(server.status(job)).isEqualTo("CANCELLED");
        assertThat(job.error).isEqualTo("terraform apply was ended by signal 9");
        assertThat(job.code).isEqualTo("OUTCOME_UNKNOWN");
    }

    @Test
    void saysWhichTerraformIsMissing() throws Exception {
        // Given
        StrictJob job = enqueue("PLAN", "");
        ((ObjectNode) job.lease.path("config_snapshot")).put("terraform_version", "1.2.3");

        // When
        run(job);

        // Then
        assertThat(server.status(job)).isEqualTo("FAILED");
        assertThat(job.error)
                .startsWith("Terraform 1.2.3 is not on this Tendril (found: 9.9.9)")
                .contains("tools folder");
    }

    @Test
    void failsAndKeepsTheStateThatTheControlPlaneRefuses() throws Exception {
        // Given
        String state = "{\"serial\": %d, \"lineage\": \"%s\"}";
        StrictJob first =
                enqueue("DEPLOY", "echo '" + state.formatted(5, "a") + "' > terraform.tfstate");
        run(first);
        StrictJob second =
                enqueue("DEPLOY", "echo '" + state.formatted(6, "b") + "' > terraform.tfstate");

        // When
        run(second);

        // Then
        assertThat(server.status(first)).isEqualTo("SUCCESS");
        assertThat(server.status(second)).isEqualTo("FAILED");
        assertThat(second.error).isEqualTo("the state was refused: state-lineage-changed");
        assertThat(second.code).isEqualTo("OUTCOME_UNKNOWN");
        Path kept = folder.resolve("jobs/" + second.id + "-2/terraform/module/terraform.tfstate");
        assertThat(kept).content().contains("\"b\"");
        assertThat(folder.resolve("jobs/" + first.id + "-1")).doesNotExist();
    }

    private StrictJob enqueue(String type, String apply) {
        return server.enqueue(type, Map.of("apply.sh", apply));
    }

    private static ObjectNode files(StrictJob job) {
        return (ObjectNode) job.lease.path("config_snapshot").path("module").path("files");
    }

    private static ObjectNode variable(
            StrictJob job, String name, String value, String kind, boolean secret) {
        return job.lease
                .objectNode()
                .put("name", name)
                .put("value", value)
                .put("kind", kind)
                .put("secret", secret);
    }

    private void run(StrictJob job) throws Exception {
        control.beat(new Heartbeat(TendrilStatus.ONLINE, "test", Map.of(), List.of()));
        Lease lease = control.claim(new ClaimRequest(Duration.ZERO, "key-" + job.id)).orElseThrow();
        JobRun run = JobRun.prepare(surroundings(), lease);
        run.obey(Directive.CONTINUE);
        run.run();
    }

    private void runQuietly(StrictJob job) {
        try {
            run(job);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private JobRun.Surroundings surroundings() throws Exception {
        Path tools = FakeTerraform.install(folder);
        return new JobRun.Surroundings(
                control,
                new Retry(RetryPolicy.STANDARD, new Random(1)),
                () ->
                        new Credentials(
                                new TendrilId(StrictControlPlane.WORKER_ID),
                                new Secret(StrictControlPlane.WORKER_TOKEN)),
                new Installations(folder.resolve("tools"), tools.toString()),
                new TerraformEnvironment(List.of("PATH"), System::getenv),
                new JobFolders(folder.resolve("jobs")),
                BootId.current(),
                InstantSource.system(),
                new JobSettings(
                        "test-tendril",
                        "test",
                        logHead,
                        20_000,
                        Duration.ofSeconds(1),
                        folder.resolve("output")));
    }

    private void assertEveryByteArrived(StrictJob job) throws Exception {
        for (String stream : List.of("STDOUT", "STDERR")) {
            byte[] printed =
                    Files.readAllBytes(
                            folder.resolve("output")
                                    .resolve(job.id)
                                    .resolve(stream.toLowerCase(java.util.Locale.ROOT)));
            String expected = new String(printed, UTF_8).replace('\0', '\uFFFD');
            assertThat(server.text(job, stream).equals(expected))
                    .as("%s arrived as it was printed", stream)
                    .isTrue();
        }
    }
}
