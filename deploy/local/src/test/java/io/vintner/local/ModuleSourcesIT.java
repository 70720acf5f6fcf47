package io.vintner.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vintner.local.demo.DemoUser;
import io.vintner.local.demo.TrellisClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Vines whose module lies elsewhere, on real parts: the API, the shipped agent, real Terraform and
 * the machine's git.
 */
class ModuleSourcesIT {

    @AutoClose private static SystemUnderTest system;
    @AutoClose private static TrellisClient ada;

    @TempDir Path folder;

    @BeforeAll
    static void start() {
        system = SystemUnderTest.start();
        ada = system.trellis(DemoUser.ADA);
    }

    @Test
    void aReviewedPlanOfARepositoryIsAppliedOnItsCommitWhereverTheBranchStands() throws Exception {
        // Given: what stands for ssh runs here what it would run there
        Path repository = Files.createDirectory(folder.resolve("wine.git"));
        git(repository, "init", "--quiet", "--initial-branch=main", ".");
        String planned = commit(repository, "1945");
        Path ssh = folder.resolve("ssh");
        Files.writeString(ssh, "#!/bin/sh\nfor last; do :; done\nexec sh -c \"$last\"\n");
        Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwx------"));
        String vine =
                vine(
                        "of-a-repository",
                        Map.of(
                                "git",
                                Map.of(
                                        "url",
                                        "ssh://git@cellar.example.org" + repository,
                                        "ref",
                                        "main")),
                        List.of(
                                environment("GIT_SSH_COMMAND", ssh.toString()),
                                environment("GIT_SSH_VARIANT", "ssh")));
        JsonNode plan = succeeded(queue(vine, "PLAN", Map.of()));

        // When
        String moved = commit(repository, "1961");
        JsonNode deploy = succeeded(queue(vine, "DEPLOY", Map.of("plan_job_id", id(plan))));

        // Then
        assertThat(plan(plan).path("module_version").asText()).isEqualTo(planned);
        assertThat(wine(deploy)).isEqualTo("1945");
        assertThat(version(deploy)).isEqualTo(planned);
        JsonNode next = succeeded(queue(vine, "DEPLOY", Map.of()));
        assertThat(wine(next)).isEqualTo("1961");
        assertThat(version(next)).isEqualTo(moved);
    }

    @Test
    void aBundleIsUploadedPlannedReviewedAndApplied() throws Exception {
        // Given
        JsonNode bundle = upload(zip(Map.of("stages/production/main.tf", module("1945"))));
        String vine =
                vine(
                        "of-a-bundle",
                        Map.of(
                                "bundle",
                                Map.of(
                                        "sha256",
                                        bundle.path("sha256").asText(),
                                        "subfolder",
                                        bundle.path("folders").path(0).asText())),
                        List.of());

        // When
        JsonNode plan = succeeded(queue(vine, "PLAN", Map.of()));
        JsonNode deploy = succeeded(queue(vine, "DEPLOY", Map.of("plan_job_id", id(plan))));

        // Then
        assertThat(wine(deploy)).isEqualTo("1945");
        assertThat(plan(plan).path("module_version").isNull()).isTrue();
    }

    private static String module(String year) {
        return """
        resource "terraform_data" "wine" {
          input = "%s"
        }
        output "wine" {
          value = terraform_data.wine.output
        }
        """
                .formatted(year);
    }

    private static Map<String, String> environment(String name, String value) {
        return Map.of("name", name, "value", value, "kind", "environment");
    }

    private static String commit(Path repository, String year) throws Exception {
        Files.writeString(repository.resolve("main.tf"), module(year));
        git(repository, "add", "--all");
        git(
                repository,
                "-c",
                "user.name=ada",
                "-c",
                "user.email=ada@example.org",
                "commit",
                "-qm",
                year);
        return git(repository, "rev-parse", "HEAD");
    }

    private static String git(Path repository, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of("git"));
        line.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(repository.toFile()).redirectErrorStream(true);
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        Process git = builder.start();
        String output = new String(git.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(git.waitFor()).as("%s: %s", line, output).isZero();
        return output;
    }

    private static byte[] zip(Map<String, String> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static JsonNode upload(byte[] archive) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(system.trellisUrl() + "/api/module-bundles"))
                        .header("Authorization", "Bearer " + system.token(DemoUser.ADA))
                        .header("Content-Type", "application/zip")
                        .POST(BodyPublishers.ofByteArray(archive))
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            return new ObjectMapper().readTree(answer.body());
        }
    }

    private static String vine(String name, Map<String, ?> module, List<?> variables)
            throws IOException, InterruptedException {
        String vine = system.makeVine(ada, name, "# to be replaced", variables);
        ada.call("PATCH", "/api/vines/" + vine, Map.of("module", module));
        return vine;
    }

    private static String queue(String vine, String type, Map<String, String> more)
            throws IOException, InterruptedException {
        Map<String, String> body = new java.util.HashMap<>(more);
        body.put("vine_id", vine);
        body.put("job_type", type);
        return ada.post("/api/jobs", body).path("id").asText();
    }

    private static JsonNode succeeded(String job) throws IOException, InterruptedException {
        await().atMost(MainJob.PATIENCE)
                .until(() ->
                        List.of("SUCCESS", "FAILED", "CANCELLED")
                                .contains(ada.get("/api/jobs/" + job).path("status").asText()));
        JsonNode ended = ada.get("/api/jobs/" + job);
        assertThat(ended.path("status").asText())
                .as(ended.path("error_message").asText())
                .isEqualTo("SUCCESS");
        return ended;
    }

    private static String id(JsonNode job) {
        return job.path("id").asText();
    }

    private static JsonNode details(JsonNode job) throws IOException, InterruptedException {
        return ada.get("/api/jobs/%s/details".formatted(id(job)));
    }

    private static JsonNode plan(JsonNode job) throws IOException, InterruptedException {
        return details(job).path("plan");
    }

    private static String version(JsonNode job) throws IOException, InterruptedException {
        return details(job).path("execution_metadata").path("module").path("version").asText();
    }

    private static String wine(JsonNode job) throws IOException, InterruptedException {
        return details(job).path("execution_metadata").path("outputs").path("wine").asText();
    }
}
