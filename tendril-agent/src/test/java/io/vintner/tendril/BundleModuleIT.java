package io.vintner.tendril;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.tendril.terraform.PlanArchive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules that come as bundles, with the shipped agent and real Terraform. */
class BundleModuleIT extends FaultFixture {

    private static final String WINE =
            """
            variable "greeting" { type = string }
            resource "terraform_data" "wine" {
              input = var.greeting
              provisioner "local-exec" {
                command = "${path.module}/../../scripts/say.sh"
              }
            }
            output "wine" { value = terraform_data.wine.output }
            """;

    private static final Map<String, String> FILES =
            Map.of("stages/production/main.tf", WINE, "scripts/say.sh", "#!/bin/sh\necho said\n");

    /** The mode 0100755, as the control plane writes it. */
    private static final byte[] EXECUTABLE =
            HexFormat.of().parseHex("6e750e0000000000ed81000000000000" + "0000");

    @Test
    void aBundleIsPlannedReviewedAndAppliedWithTheRightsOfItsScripts() throws Exception {
        // Given
        byte[] bundle = zip(FILES);
        try (AgentProcess agent = realAgent()) {
            StrictJob plan = ended(agent, job("PLAN", bundle), "SUCCESS");

            // When
            StrictJob deploy =
                    ended(agent, with(control.holdReviewed(plan, Map.of()), bundle), "SUCCESS");

            // Then
            assertThat(control.text(deploy, "STDOUT")).contains("said");
            assertThat(deploy.metadata.path("outputs").path("wine").asText()).isEqualTo("hello");
            assertThat(control.text(deploy, "SYSTEM"))
                    .containsOnlyOnce("the module is the bundle " + PlanArchive.sha256(bundle));
            assertThat(deploy.bundlesFetched).isEqualTo(1);
        }
    }

    @Test
    void aBundleThatIsNotTheOneThatWasUploadedIsNotUnpacked() throws Exception {
        // Given
        StrictJob job = job("DEPLOY", zip(FILES));
        job.bundle = zip(Map.of("stages/production/main.tf", "# another"));
        try (AgentProcess agent = realAgent()) {

            // When
            ended(agent, job, "FAILED");

            // Then
            assertThat(job.error).isEqualTo("the bundle is not the one that was uploaded");
            assertThat(job.code).isEqualTo("MODULE_NOT_AVAILABLE");
            assertThat(control.text(job, "SYSTEM")).doesNotContain("terraform init");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../../evil",
                "/evil",
                "a/../../evil",
                "stages/production/main.tf/evil",
                "stages/production/terraform.tfstate",
                "stages/production/vintner_override.tf",
                "terraform.tfvars.json",
                ".terraform/evil",
                "evil/",
            })
    void aBundleThatLeadsElsewhereIsRefusedWhoeverHandsItOut(String path) throws Exception {
        // Given
        Map<String, String> files = new HashMap<>(FILES);
        files.put(path, "evil");
        try (AgentProcess agent = realAgent()) {

            // When
            StrictJob job = ended(agent, job("DEPLOY", zip(files)), "FAILED");

            // Then
            assertThat(control.text(job, "SYSTEM")).doesNotContain("terraform init");
            assertThat(Path.of("/evil")).doesNotExist();
            try (var all = Files.walk(folder)) {
                assertThat(all.filter(it -> it.getFileName().toString().equals("evil"))).isEmpty();
            }
        }
    }

    @Test
    void bytesThatAreNoZipAreNoModule() throws Exception {
        // Given
        StrictJob job = job("DEPLOY", "no zip".getBytes(UTF_8));
        try (AgentProcess agent = realAgent()) {

            // Then
            ended(agent, job, "FAILED");
            assertThat(job.error).isEqualTo("the module has no folder 'stages/production'");
        }
    }

    @Test
    void aBundleIsFetchedWhenTheDatabaseIsBack() throws Exception {
        // Given
        control.loseDatabase("/module-bundle");
        StrictJob job = control.enqueue(job("DEPLOY", zip(FILES)));
        try (AgentProcess agent = realAgent()) {

            // When
            patiently(agent).until(() -> control.unavailable() >= 2);
            control.loseDatabase(null);

            // Then
            awaitStatus(agent, job, "SUCCESS");
        }
    }

    private AgentProcess realAgent() throws IOException {
        return AgentProcess.start(control, folder, Map.of());
    }

    private StrictJob job(String type, byte[] bundle) {
        return with(control.hold(type, Map.of()), bundle);
    }

    private static StrictJob with(StrictJob job, byte[] bundle) {
        job.bundle = bundle;
        return job.of(
                        "bundle",
                        Map.of(
                                "sha256",
                                PlanArchive.sha256(bundle),
                                "subfolder",
                                "stages/production"))
                .with("terraform", "greeting", "hello", false);
    }

    private StrictJob ended(AgentProcess agent, StrictJob job, String status) {
        control.enqueue(job);
        awaitStatus(agent, job, status);
        return job;
    }

    private static byte[] zip(Map<String, String> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (var file : new TreeMap<>(files).entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                if (file.getKey().endsWith(".sh")) {
                    entry.setExtra(EXECUTABLE);
                }
                zip.putNextEntry(entry);
                zip.write(
                        file.getKey().endsWith("/")
                                ? new byte[0]
                                : file.getValue().getBytes(UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
