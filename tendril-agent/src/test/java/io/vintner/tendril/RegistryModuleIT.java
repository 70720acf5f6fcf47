package io.vintner.tendril;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Modules of a registry, with the shipped agent, real Terraform, and a registry over HTTPS. */
class RegistryModuleIT extends FaultFixture {

    private RegistryServer registry;

    @BeforeEach
    void serve() throws Exception {
        registry = new RegistryServer(folder.resolve("registry"));
    }

    @AfterEach
    void serveNoMore() {
        registry.close();
    }

    @Test
    void aReviewedPlanIsAppliedOnTheVersionItWasMadeFromWhateverWasPublishedSince()
            throws Exception {
        // Given
        registry.publish("1.1.0", wine("1945"));
        registry.publish("1.2.0", wine("1961"));
        registry.publish("2.0.0", wine("1982"));
        try (AgentProcess agent = realAgent()) {
            StrictJob plan = ended(agent, job("PLAN", "~> 1.1", null), "SUCCESS");

            // When
            registry.publish("1.3.0", wine("1970"));
            StrictJob deploy = ended(agent, reviewed(plan), "SUCCESS");

            // Then
            assertThat(version(plan)).startsWith("1.2.0 sha256:").isEqualTo(version(deploy));
            assertThat(output(deploy)).isEqualTo("1961 hello");
            assertThat(control.text(deploy, "STDOUT")).contains("label of 1961");
            assertThat(control.text(deploy, "SYSTEM"))
                    .containsOnlyOnce("the module is version 1.2.0 sha256:")
                    .doesNotContain("terraform plan");
            StrictJob next = ended(agent, job("DEPLOY", "~> 1.1", null), "SUCCESS");
            assertThat(version(next)).startsWith("1.3.0 ");
            assertThat(output(next)).isEqualTo("1970 hello");
        }
    }

    @Test
    void aVersionThatWasPublishedAnewIsNotTheOneThatWasReviewed() throws Exception {
        // Given
        registry.publish("1.1.0", wine("1945"));
        try (AgentProcess agent = realAgent()) {
            StrictJob plan = ended(agent, job("PLAN", "~> 1.1", null), "SUCCESS");

            // When
            Map<String, String> altered = new HashMap<>(wine("1945"));
            altered.put("label", "label of another\n");
            registry.publish("1.1.0", altered);
            StrictJob deploy = ended(agent, reviewed(plan), "FAILED");

            // Then
            assertThat(deploy.code).isEqualTo("PLAN_STALE");
            assertThat(deploy.error).contains("other files");
            assertThat(control.stateVersions("vine-1")).isEmpty();
        }
    }

    @Test
    void terraformRunsInTheSubfolderWithTheRestOfThePackageAround() throws Exception {
        // Given
        Map<String, String> files = new HashMap<>();
        wine("1945").forEach((name, text) -> files.put("modules/wine/" + name, text));
        files.put("main.tf", "# nothing");
        files.put(
                "stages/production/main.tf",
                """
                variable "greeting" { type = string }
                module "wine" {
                  source   = "../../modules/wine"
                  greeting = var.greeting
                }
                output "wine" { value = module.wine.wine }
                """);
        registry.publish("1.1.0", files);
        try (AgentProcess agent = realAgent()) {

            // When
            StrictJob deploy = ended(agent, job("DEPLOY", "1.1.0", "stages/production"), "SUCCESS");

            // Then
            assertThat(output(deploy)).isEqualTo("1945 hello");
        }
    }

    @Test
    void whatTheRegistryHasNotFailsTheJobBeforeItBegins() throws Exception {
        // Given
        registry.publish("1.1.0", wine("1945"));
        try (AgentProcess agent = realAgent()) {

            // When
            StrictJob job = ended(agent, job("DEPLOY", "~> 2.0", null), "FAILED");

            // Then
            assertThat(job.code).isEqualTo("MODULE_NOT_AVAILABLE");
            assertThat(job.error).startsWith("terraform get ended with exit code 1: ");
            assertThat(control.text(job, "SYSTEM")).doesNotContain("terraform init");
        }
    }

    private AgentProcess realAgent() throws IOException {
        return AgentProcess.start(control, folder, Map.of());
    }

    private static Map<String, String> wine(String year) {
        return Map.of(
                "main.tf",
                """
                variable "greeting" { type = string }
                resource "terraform_data" "wine" {
                  input = "%s ${var.greeting}"
                  provisioner "local-exec" {
                    command = "cat ${path.module}/label"
                  }
                }
                output "wine" { value = terraform_data.wine.output }
                """
                        .formatted(year),
                "label",
                "label of " + year + "\n");
    }

    private StrictJob job(String type, String version, String subfolder) {
        return from(control.hold(type, Map.of()), version, subfolder);
    }

    private StrictJob reviewed(StrictJob plan) {
        return from(control.holdReviewed(plan, Map.of()), "~> 1.1", null);
    }

    private StrictJob from(StrictJob job, String version, String subfolder) {
        Map<String, String> source =
                new HashMap<>(Map.of("address", registry.address(), "version", version));
        if (subfolder != null) {
            source.put("subfolder", subfolder);
        }
        return job.of("registry", source)
                .with("environment", "SSL_CERT_FILE", registry.certificate().toString(), false)
                .with("terraform", "greeting", "hello", false);
    }

    private StrictJob ended(AgentProcess agent, StrictJob job, String status) {
        control.enqueue(job);
        awaitStatus(agent, job, status);
        return job;
    }

    private static String version(StrictJob job) {
        return job.metadata.path("module").path("version").asText();
    }

    private static String output(StrictJob job) {
        return job.metadata.path("outputs").path("wine").asText();
    }
}
