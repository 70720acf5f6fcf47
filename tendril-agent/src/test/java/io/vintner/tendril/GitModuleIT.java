package io.vintner.tendril;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Modules in a git repository, with the shipped agent, real Terraform, the machine's git, and a
 * repository that is served over HTTPS.
 */
class GitModuleIT extends GitFixture {

    @Test
    void aReviewedPlanIsAppliedOnTheCommitItWasMadeFromWhereverTheBranchStands() throws Exception {
        // Given
        String planned = git.commit(wine("1945"));
        try (AgentProcess agent = realAgent()) {
            StrictJob plan = succeeded(agent, job("PLAN", "main"));

            // When
            String moved = git.commit(wine("1961"));
            StrictJob deploy = succeeded(agent, reviewed(plan, "main"));

            // Then
            assertThat(moved).isNotEqualTo(planned);
            assertThat(control.text(plan, "SYSTEM")).contains("the module is commit " + planned);
            assertThat(control.text(deploy, "SYSTEM"))
                    .contains("the module is commit " + planned)
                    .doesNotContain(moved)
                    .doesNotContain("terraform plan");
            assertThat(control.text(deploy, "STDOUT")).contains("label of 1945");
            assertThat(output(deploy)).isEqualTo("1945 none");
            assertThat(deploy.metadata.path("module").path("version").asText()).isEqualTo(planned);
            StrictJob next = succeeded(agent, job("DEPLOY", "main"));
            assertThat(output(next)).isEqualTo("1961 none");
            assertThat(next.metadata.path("module").path("version").asText()).isEqualTo(moved);
        }
    }

    @Test
    void aTagAndACommitAreFetchedAlsoWhenTheyAreNotTheNewest() throws Exception {
        // Given
        String first = git.commit(wine("1945"));
        git.commit(wine("1961"));
        git.git("tag", "v1");
        git.commit(wine("1982"));
        try (AgentProcess agent = realAgent()) {

            // When
            StrictJob tag = succeeded(agent, job("DEPLOY", "v1"));
            StrictJob commit = succeeded(agent, job("DEPLOY", first));

            // Then
            assertThat(output(tag)).isEqualTo("1961 none");
            assertThat(output(commit)).isEqualTo("1945 none");
        }
    }

    @Test
    void terraformRunsInTheSubfolderWithTheRestOfTheRepositoryAround() throws Exception {
        // Given
        git.commit(
                Map.of(
                        "modules/wine/main.tf",
                        WINE.formatted("1945"),
                        "modules/wine/label",
                        "label of 1945\n",
                        "stages/production/main.tf",
                        """
                        variable "greeting" { type = string }
                        module "wine" {
                          source   = "../../modules/wine"
                          greeting = var.greeting
                        }
                        output "wine" { value = module.wine.wine }
                        """));
        try (AgentProcess agent = realAgent()) {
            StrictJob job =
                    job("DEPLOY", source("main", "stages/production"))
                            .with("terraform", "greeting", "hello", false);

            // When
            succeeded(agent, job);

            // Then
            assertThat(output(job)).isEqualTo("1945 hello");
            assertThat(new String(control.stateVersions("vine-1").getLast(), UTF_8))
                    .contains("1945 hello");
        }
    }

    @Test
    void credentialsComeFromTheVinesSecretEnvironmentAndStandInNoLog() throws Exception {
        // Given
        git.commit(wine("1945"));
        String basic = Base64.getEncoder().encodeToString("ada:grand-cru-1945".getBytes(UTF_8));
        git.demand("Basic " + basic);
        try (AgentProcess agent = realAgent()) {
            StrictJob without = failed(agent, job("PLAN", "main"));
            StrictJob with =
                    job("PLAN", "main")
                            .with("environment", "GIT_CONFIG_COUNT", "1", false)
                            .with(
                                    "environment",
                                    "GIT_CONFIG_KEY_0",
                                    "http.%s.extraHeader".formatted(git.url()),
                                    false)
                            .with(
                                    "environment",
                                    "GIT_CONFIG_VALUE_0",
                                    "Authorization: Basic " + basic,
                                    true);

            // When
            succeeded(agent, with);

            // Then
            assertThat(without.code).isEqualTo("MODULE_NOT_AVAILABLE");
            assertThat(without.error).contains("could not read Username");
            String all = control.text(with, "SYSTEM") + control.text(with, "STDERR") + agent.log();
            assertThat(all).doesNotContain(basic).doesNotContain("grand-cru-1945");
        }
    }

    @Test
    void linksWithinTheRepositoryAreTheModules() throws Exception {
        // Given
        git.commit(Map.of("main.tf", WINE.formatted("1945"), "labels/1945", "label of 1945\n"));
        link(git.repository().resolve("label"), "labels/1945");
        git.commit();
        try (AgentProcess agent = realAgent()) {

            // When
            StrictJob job = succeeded(agent, job("DEPLOY", "main"));

            // Then
            assertThat(control.text(job, "STDOUT")).contains("label of 1945");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssh://git@cellar.example.org%s", "git@cellar.example.org:%s"})
    void aRepositoryIsFetchedOverSshAsTheVineSays(String url) throws Exception {
        // Given: what stands for ssh runs here what it would run there
        String commit = git.commit(wine("1945"));
        Path ssh = folder.resolve("ssh");
        Files.writeString(ssh, "#!/bin/sh\nfor last; do :; done\nexec sh -c \"$last\"\n");
        Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwx------"));
        Map<String, String> source = Map.of("url", url.formatted(git.repository()), "ref", "main");
        try (AgentProcess agent = realAgent()) {

            // When
            StrictJob job =
                    succeeded(
                            agent,
                            job("PLAN", source)
                                    .with("environment", "GIT_SSH_COMMAND", ssh.toString(), false)
                                    .with("environment", "GIT_SSH_VARIANT", "ssh", false));

            // Then
            assertThat(job.metadata.path("module").path("version").asText()).isEqualTo(commit);
        }
    }

    @Test
    void f1AnAgentThatIsKilledWhileItFetchesGoesOnWithTheSameFetch() throws Exception {
        // Given
        String commit = git.commit(wine("1945"));
        git.hold();
        StrictJob job = control.enqueue(job("DEPLOY", "main"));
        try (AgentProcess first = realAgent()) {
            git.awaitAsked();

            // When
            first.kill();
        }
        git.commit(wine("1961"));
        git.git("reset", "--quiet", "--hard", commit);
        git.letGo();
        try (AgentProcess second = realAgent()) {

            // Then
            awaitStatus(second, job, "SUCCESS");
            assertThat(output(job)).isEqualTo("1945 none");
            assertThat(control.text(job, "SYSTEM"))
                    .containsOnlyOnce("\ngit fetch\n")
                    .containsOnlyOnce("the module is commit " + commit);
        }
    }

    @Test
    void aFetchThatHangsCanBeCancelled() throws Exception {
        // Given
        git.commit(wine("1945"));
        git.hold();
        StrictJob job = control.enqueue(job("DEPLOY", "main"));
        try (AgentProcess agent = realAgent()) {
            git.awaitAsked();

            // When
            control.direct(job, "CANCEL");

            // Then
            awaitStatus(agent, job, "CANCELLED");
            assertThat(job.error).isEqualTo("git fetch was ended by signal 15");
        }
    }
}
