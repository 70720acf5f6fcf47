package io.vintner.tendril;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A {@link GitServer}, jobs whose module lies there, and agents with real Terraform. */
abstract class GitFixture extends FaultFixture {

    /** What is applied tells by a file beside it which commit it is of. */
    static final String WINE =
            """
            variable "greeting" {
              type    = string
              default = "none"
            }
            resource "terraform_data" "wine" {
              input = "%s ${var.greeting}"
              provisioner "local-exec" {
                command = "cat ${path.module}/label"
              }
            }
            output "wine" {
              value = terraform_data.wine.output
            }
            """;

    GitServer git;

    @BeforeEach
    void serve() throws Exception {
        git = new GitServer(folder.resolve("git"));
    }

    @AfterEach
    void serveNoMore() {
        git.close();
    }

    AgentProcess realAgent() throws IOException {
        return AgentProcess.start(control, folder, Map.of());
    }

    static Map<String, String> wine(String year) {
        return Map.of("main.tf", WINE.formatted(year), "label", "label of " + year + "\n");
    }

    Map<String, String> source(String ref, String subfolder) {
        Map<String, String> source = new HashMap<>(Map.of("url", git.url(), "ref", ref));
        if (subfolder != null) {
            source.put("subfolder", subfolder);
        }
        return source;
    }

    StrictJob job(String type, String ref) {
        return job(type, source(ref, null));
    }

    StrictJob job(String type, Map<String, String> source) {
        return trusting(control.hold(type, Map.of()).of("git", source));
    }

    StrictJob reviewed(StrictJob plan, String ref) {
        return trusting(control.holdReviewed(plan, Map.of()).of("git", source(ref, null)));
    }

    StrictJob trusting(StrictJob job) {
        return job.with("environment", "GIT_SSL_CAINFO", git.certificate().toString(), false);
    }

    StrictJob succeeded(AgentProcess agent, StrictJob job) {
        return ended(agent, job, "SUCCESS");
    }

    StrictJob failed(AgentProcess agent, StrictJob job) {
        return ended(agent, job, "FAILED");
    }

    StrictJob ended(AgentProcess agent, StrictJob job, String status) {
        control.enqueue(job);
        awaitStatus(agent, job, status);
        return job;
    }

    static String output(StrictJob job) {
        return job.metadata.path("outputs").path("wine").asText();
    }

    static void link(Path link, String target) throws IOException {
        Files.createSymbolicLink(link, Path.of(target));
    }
}
