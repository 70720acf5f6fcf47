package io.vintner.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.local.demo.TrellisClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A person's own Terraform, the real one, in a folder of theirs, on a vine's state through the HTTP
 * backend.
 */
final class PersonsTerraform {

    private static final int SECONDS_MAX = 90;

    private final Path folder;
    private final String token;

    private PersonsTerraform(Path folder, String token) {
        this.folder = folder;
        this.token = token;
    }

    /** How Terraform ended and what it said. */
    record Run(int exit, String output) {}

    /** Makes the person's folder, with an API token of theirs, and initialises it. */
    static PersonsTerraform in(
            Path folder, SystemUnderTest system, TrellisClient owner, String vine)
            throws IOException, InterruptedException {
        String token =
                owner.post("/api/tokens", Map.of("name", vine, "scopes", List.of("state:write")))
                        .path("token")
                        .asText();
        PersonsTerraform terraform = new PersonsTerraform(folder, token);
        String address = system.trellisUrl() + "/api/state/" + vine;
        Files.writeString(
                folder.resolve("backend.tf"),
                """
                terraform {
                  backend "http" {
                    address        = "%1$s"
                    lock_address   = "%1$s"
                    unlock_address = "%1$s"
                  }
                }
                """
                        .formatted(address));
        assertThat(terraform.run("init", "-no-color").exit()).isZero();
        return terraform;
    }

    /** Applies a module without asking. */
    Run apply(String mainTf) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("main.tf"), mainTf);
        return run("apply", "-auto-approve", "-no-color");
    }

    /** The state as this Terraform sees it. */
    String state() throws IOException, InterruptedException {
        return run("state", "pull").output();
    }

    private Run run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("terraform"));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "TF_IN_AUTOMATION", "1",
                                "TF_INPUT", "0",
                                "CHECKPOINT_DISABLE", "1",
                                "TF_HTTP_USERNAME", "ada",
                                "TF_HTTP_PASSWORD", token,
                                "TF_HTTP_RETRY_MAX", "0"));
        Process process = builder.start();
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Run(process.waitFor(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
