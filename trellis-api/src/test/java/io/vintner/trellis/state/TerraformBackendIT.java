package io.vintner.trellis.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person's own Terraform, the real one, on the state that jobs use. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class TerraformBackendIT {

    private final TestUser ada = TestUser.create();

    @TempDir Path folder;
    private String vine;
    private String token;

    /** How Terraform ended and what it said. */
    private record Run(int exit, String output) {}

    @BeforeEach
    void aFolderWithAModule() throws IOException {
        vine = ada.createVine();
        token = ada.createToken("state:write");
        Files.writeString(
                folder.resolve("main.tf"),
                """
                terraform {
                  backend "http" {}
                }
                variable "year" {
                  default = "1945"
                }
                resource "terraform_data" "wine" {
                  input = var.year
                }
                """);
    }

    @Test
    void aPersonAppliesAndEveryVersionIsKept() throws IOException, InterruptedException {
        // Given
        succeeded(init());

        // When
        succeeded(terraform("apply", "-auto-approve", "-no-color"));
        succeeded(terraform("apply", "-auto-approve", "-no-color", "-var", "year=1961"));

        // Then
        assertThat(terraform("state", "pull").output()).contains("\"1961\"");
        ada.ask()
                .get("/api/state/" + vine + "/versions")
                .then()
                .body("items.user_id[0]", equalTo(ada.id().toString()))
                .body("items.serial[0]", equalTo(2));
        assertThat(ada.ask().get("/api/state/" + vine + "/versions/1").asString())
                .contains("\"1945\"");
        ada.ask()
                .get("/api/audit?limit=3")
                .then()
                .body("items.action", contains("state-unlocked", "state-written", "state-locked"));
    }

    @Test
    void aPersonIsRefusedWhileAJobHoldsTheLockAndGoesOnAfterIt()
            throws IOException, InterruptedException {
        // Given
        succeeded(init());
        succeeded(terraform("apply", "-auto-approve", "-no-color"));
        TestTendril tendril = ada.createTendril();
        ada.createJob(vine, "DEPLOY");
        TestTendril.Lease lease = tendril.claimAndStart();

        // When
        Run refused = terraform("apply", "-auto-approve", "-no-color", "-var", "year=1961");

        // Then
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.output())
                .contains("Error acquiring the state lock")
                .contains("ID=vintner-job-" + lease.job());
        Run unlocked =
                terraform(
                        "apply", "-auto-approve", "-no-color", "-lock=false", "-var", "year=1961");
        assertThat(unlocked.exit()).isEqualTo(1);
        assertThat(terraform("state", "pull").output()).contains("\"1945\"");
        tendril.report(lease, "SUCCESS").statusCode(200);
        succeeded(terraform("apply", "-auto-approve", "-no-color", "-var", "year=1961"));
        assertThat(terraform("state", "pull").output()).contains("\"1961\"");
    }

    @Test
    void aLockThatAPersonLeftIsForcedOpenAndNoJobRunsBefore()
            throws IOException, InterruptedException {
        // Given
        succeeded(init());
        succeeded(terraform("apply", "-auto-approve", "-no-color"));
        ada.ask()
                .body("{\"ID\": \"left\", \"Operation\": \"apply\", \"Who\": \"ada@cellar\"}")
                .request("LOCK", "/api/state/" + vine)
                .then()
                .statusCode(200);
        TestTendril tendril = ada.createTendril();
        ada.createJob(vine, "DEPLOY");
        tendril.claimNothing();
        assertThat(terraform("plan", "-no-color").output()).contains("ID=left");

        // When
        succeeded(terraform("force-unlock", "-force", "left"));

        // Then
        assertThat(tendril.claim().epoch()).isPositive();
        ada.ask()
                .get("/api/audit?limit=1")
                .then()
                .body("items.action", contains("state-unlock-forced"));
    }

    @Test
    void aTokenThatMayOnlyReadChangesNothing() throws IOException, InterruptedException {
        // Given
        token = ada.createToken("state:read");
        succeeded(init());

        // Then
        assertThat(terraform("apply", "-auto-approve", "-no-color").exit()).isEqualTo(1);
        assertThat(terraform("state", "pull").exit()).isZero();
        token = TestUser.create().createToken("state:write");
        assertThat(terraform("apply", "-auto-approve", "-no-color").exit()).isEqualTo(1);
    }

    private Run init() throws IOException, InterruptedException {
        String address = "http://127.0.0.1:%d/api/state/%s".formatted(RestAssured.port, vine);
        return terraform(
                "init",
                "-no-color",
                "-backend-config=address=" + address,
                "-backend-config=lock_address=" + address,
                "-backend-config=unlock_address=" + address);
    }

    private static void succeeded(Run run) {
        assertThat(run.exit()).as(run.output()).isZero();
    }

    private Run terraform(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("terraform"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.redirectErrorStream(true);
        builder.environment().put("TF_IN_AUTOMATION", "1");
        builder.environment().put("CHECKPOINT_DISABLE", "1");
        builder.environment().put("TF_HTTP_USERNAME", "ada");
        builder.environment().put("TF_HTTP_PASSWORD", token);
        builder.environment().put("TF_HTTP_RETRY_MAX", "0");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Run(process.waitFor(), output);
    }
}
