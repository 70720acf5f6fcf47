package io.vintner.trellis.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitModuleTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://git.example.org/team/wine.git",
                "https://127.0.0.1:8443/wine",
                "https://dev.example.org/org/_git/my%20wine",
                "ssh://git@git.example.org/team/wine.git",
                "ssh://git.example.org:2222/~ada/wine",
                "git@git.example.org:team/wine.git",
            })
    void repositoriesOverHttpsAndSshAreTaken(String url) {
        assertThat(ModuleSource.checked(git(url, "main")))
                .isEqualTo(new GitModule(url, "main", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://git.example.org/wine.git",
                "git://git.example.org/wine.git",
                "file:///srv/wine.git",
                "/srv/wine.git",
                "../wine.git",
                "ext::sh -c x",
                "git::https://git.example.org/wine.git",
                "https://git.example.org",
                "https://git.example.org/",
                "https://git.example.org/wine.git?access_token=abc",
                "https://git.example.org/wine.git#main",
                "https://git.example.org/wine .git",
                "https://git.example.org/wine.git\n",
                "https://-host/wine.git",
                "HTTPS://git.example.org/wine.git",
                "ssh://-oProxyCommand=x/wine.git",
                "ssh://git@-oProxyCommand=x/wine.git",
                "-oProxyCommand=x@host:wine.git",
                "git@host:-wine.git",
                "git@host::wine.git",
                "--upload-pack=x",
            })
    void anyOtherAddressIsRefused(String url) {
        assertThatThrownBy(() -> ModuleSource.checked(git(url, "main")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal ->
                                assertThat(refusal.type())
                                        .isEqualTo(ProblemType.MODULE_URL_REFUSED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://ada:grand-cru@git.example.org/wine.git",
                "https://grand-cru@git.example.org/wine.git",
                "HTTPS://ada:grand-cru@git.example.org/wine.git",
                "ssh://git:grand-cru@git.example.org/wine.git",
            })
    void anAddressWithCredentialsIsRefusedAndNotRepeated(String url) {
        assertThatThrownBy(() -> ModuleSource.checked(git(url, "main")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("secret environment variables")
                .hasMessageNotContaining("grand-cru");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"main", "v1.2.3", "release/2.x", "0123456789012345678901234567890123456789"})
    void branchesTagsAndCommitsAreTaken(String ref) {
        assertThat(((GitModule) ModuleSource.checked(git("git@host:wine", ref))).ref())
                .isEqualTo(ref);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-q",
                "--upload-pack=x",
                "+main",
                "main:other",
                "a..b",
                "a//b",
                "a b",
                "main^",
                "main~1",
                "refs/heads/*",
                "a@{1}",
                "main/",
                "main.",
                "main.lock",
                "a\nb"
            })
    void aRefThatIsNoNameIsRefused(String ref) {
        assertThatThrownBy(() -> ModuleSource.checked(git("git@host:wine", ref)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("module.git.ref");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/../b", "/a", "a/", "a//b", "-a", "a\\b"})
    void aSubfolderThatLeavesTheRepositoryIsRefused(String subfolder) {
        ObjectNode module = git("git@host:wine", "main");
        ((ObjectNode) module.path("git")).put("subfolder", subfolder);

        assertThatThrownBy(() -> ModuleSource.checked(module))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal ->
                                assertThat(refusal.type())
                                        .isEqualTo(ProblemType.MODULE_PATH_REFUSED));
    }

    @Test
    void whatIsStoredIsReadAgain() {
        // Given
        GitModule bare = new GitModule("git@host:wine", "main", null);
        GitModule deep = new GitModule("https://host/wine", "v1", "stages/production");

        // Then
        assertThat(ModuleSource.stored(bare.json())).isEqualTo(bare);
        assertThat(ModuleSource.stored(deep.json())).isEqualTo(deep);
        assertThat(deep.json())
                .hasToString(
                        "{\"git\":{\"url\":\"https://host/wine\",\"ref\":\"v1\","
                                + "\"subfolder\":\"stages/production\"}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"git\": \"https://host/wine\"}",
                "{\"git\": {\"url\": \"https://host/wine\"}}",
                "{\"git\": {\"url\": \"https://host/wine\", \"ref\": 1}}",
                "{\"git\": {\"url\": \"https://host/wine\", \"ref\": \"a\", \"branch\": \"b\"}}",
                "{\"git\": {\"url\": \"https://host/wine\", \"ref\": \"a\"}, \"files\": {}}",
                "{\"svn\": {}}",
                "{}",
                "[]",
            })
    void aSourceOfAnotherFormIsRefused(String module) throws Exception {
        var json = JSON.readTree(module);

        assertThatThrownBy(() -> ModuleSource.checked(json)).isInstanceOf(ProblemException.class);
    }

    private static ObjectNode git(String url, String ref) {
        ObjectNode module = JSON.createObjectNode();
        module.putObject("git").put("url", url).put("ref", ref);
        return module;
    }
}
