package io.vintner.tendril;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Repositories and plans that are refused before Terraform sees anything of them, by the shipped
 * agent with real Terraform.
 */
class GitRefusalsIT extends GitFixture {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "http,      transport 'http' not allowed",
        "file,      transport 'file' not allowed",
        "ext,       transport 'ext' not allowed",
        "nowhere,   couldn't find remote ref nowhere",
    })
    void whatCannotBeFetchedFailsTheJobBeforeTerraform(String what, String complaint)
            throws Exception {
        // Given: a control plane that would let it pass
        git.commit(wine("1945"));
        Path proof = folder.resolve("proof");
        Map<String, String> source =
                switch (what) {
                    case "http" -> Map.of("url", "http://127.0.0.1:9/wine.git", "ref", "main");
                    case "file" -> Map.of("url", "file://" + git.repository(), "ref", "main");
                    case "ext" -> Map.of("url", "ext::touch " + proof, "ref", "main");
                    default -> source("nowhere", null);
                };
        try (AgentProcess agent = realAgent()) {

            // When
            StrictJob job = failed(agent, job("DEPLOY", source));

            // Then
            assertThat(job.error).startsWith("git fetch ended with exit code 128: ");
            assertThat(job.error).contains(complaint);
            assertThat(job.code).isEqualTo("MODULE_NOT_AVAILABLE");
            assertThat(control.text(job, "SYSTEM")).doesNotContain("terraform init");
            assertThat(proof).doesNotExist();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "absolute link,   is a link out of it",
        "link to parent,  is a link out of it",
        "chain of links,  is a link out of it",
        "dangling link,   or to nothing",
        "state,           'terraform.tfstate'",
        "linked state,    'terraform.tfstate'",
        "errored state,   'errored.tfstate'",
        "linked folder,   has no folder",
        "no folder,       has no folder",
        "no module,       holds no .tf",
    })
    void aRepositoryThatCouldLeadTheAgentElsewhereIsRefused(String what, String complaint)
            throws Exception {
        // Given
        Path top = git.repository();
        git.commit(wine("1945"));
        Path other = Files.createDirectories(top.resolve("other"));
        Files.writeString(other.resolve("notes"), "none");
        String subfolder = null;
        switch (what) {
            case "absolute link" -> link(top.resolve("passwd"), "/etc/passwd");
            case "link to parent" -> link(other.resolve("up"), "../../../..");
            case "chain of links" -> {
                link(top.resolve("here"), ".");
                link(top.resolve("out"), "here/../../..");
            }
            case "dangling link" -> link(top.resolve("later"), "terraform.tfvars.json");
            case "state" -> Files.writeString(top.resolve("terraform.tfstate"), "{}");
            case "linked state" -> link(top.resolve("terraform.tfstate"), "label");
            case "errored state" -> Files.writeString(top.resolve("errored.tfstate"), "{}");
            case "linked folder" -> {
                link(top.resolve("stage"), "other");
                subfolder = "stage";
            }
            case "no folder" -> subfolder = "nowhere";
            default -> subfolder = "other";
        }
        git.commit();
        try (AgentProcess agent = realAgent()) {

            // When
            StrictJob job = failed(agent, job("DEPLOY", source("main", subfolder)));

            // Then
            assertThat(job.error).contains(complaint);
            assertThat(control.text(job, "SYSTEM")).doesNotContain("terraform init");
        }
    }

    @Test
    void withoutGitTheJobSaysWhatToInstall() throws Exception {
        // Given
        git.commit(wine("1945"));
        Path tools = Files.createDirectory(folder.resolve("tools"));
        for (String program : new String[] {"sh", "setsid", "terraform", "ln", "mv", "cat"}) {
            Files.createSymbolicLink(tools.resolve(program), onPath(program));
        }
        try (AgentProcess agent =
                AgentProcess.start(control, folder, Map.of("PATH", tools.toString()))) {

            // When
            StrictJob job = failed(agent, job("PLAN", "main"));

            // Then
            assertThat(job.error).startsWith("git is not on this Tendril").contains("PATH");
            assertThat(job.code).isEqualTo("MODULE_NOT_AVAILABLE");
        }
    }

    @Test
    void aPlanOfAnUnknownCommitIsNeverApplied() throws Exception {
        // Given
        git.commit(wine("1945"));
        try (AgentProcess agent = realAgent()) {
            StrictJob plan = succeeded(agent, job("PLAN", "main"));
            StrictJob unknown = reviewed(plan, "main");
            ((ObjectNode) unknown.lease.path("plan")).putNull("module_version");

            // When
            failed(agent, unknown);
            StrictJob lost = reviewed(plan, "main");
            ((ObjectNode) lost.lease.path("plan")).put("module_version", "ab".repeat(20));
            failed(agent, lost);

            // Then
            assertThat(unknown.code).isEqualTo("PLAN_STALE");
            assertThat(lost.code).isEqualTo("MODULE_NOT_AVAILABLE");
            assertThat(control.stateVersions("vine-1")).isEmpty();
        }
    }

    @Test
    void aModuleOfASourceThatIsNotKnownIsNotTakenForAnEmptyOne() throws Exception {
        // Given
        try (AgentProcess agent = realAgent()) {

            // When
            StrictJob job =
                    failed(agent, control.hold("DEPLOY", Map.of()).of("oci", Map.of("a", "b")));

            // Then
            assertThat(job.error).isEqualTo("this Tendril is too old for this module's source");
        }
    }

    private static Path onPath(String program) {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return Path.of(folder, program);
            }
        }
        throw new AssertionError("there is no " + program + " on PATH");
    }
}
