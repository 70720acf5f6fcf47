package io.vintner.trellis.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vintner.trellis.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryModuleTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cellar/wine/aws",
                "modules.example.org/cellar/red-wine_2/aws",
                "127.0.0.1:8443/cellar/wine/aws"
            })
    void addressesOfRegistriesAreTaken(String address) {
        assertThat(ModuleSource.checked(module(address, "1.2.3")))
                .isEqualTo(new RegistryModule(address, "1.2.3", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "wine",
                "./wine",
                "../../wine/aws",
                "cellar/wine/aws/x/y",
                "localhost/cellar/wine/aws",
                "https://modules.example.org/cellar/wine/aws",
                "git::https://host/wine",
                "ada:pw@modules.example.org/cellar/wine/aws",
                "cellar/wine/aws//sub",
                "cellar/wine/aws?ref=x",
                "cellar/${wine}/aws",
                "cellar/wine/aws\n"
            })
    void anyOtherAddressIsRefused(String address) {
        assertRefused(address, "1.2.3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.2.3", "~> 1.2", ">= 1.0, < 2.0", "1", "= 1.2.3-beta.1", "!=1.2.3,>1.0.0"})
    void versionsAndConstraintsAreTaken(String version) {
        assertThat(((RegistryModule) ModuleSource.checked(module("a/b/c", version))).version())
                .isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "latest", "1.2.3.4", "~> ", "1.2,", "\"1\"", "${x}", "1.2 3", "1.2\n"})
    void whatIsNoConstraintIsRefused(String version) {
        assertRefused("a/b/c", version);
    }

    @Test
    void whatIsStoredIsReadAgain() {
        // Given
        RegistryModule module = new RegistryModule("a/b/c", "~> 1.2", "modules/x");

        // Then
        assertThat(ModuleSource.stored(module.json())).isEqualTo(module);
        assertThat(ModuleSource.Kind.moves(module.kind().word())).isTrue();
        assertThat(ModuleSource.Kind.moves("bundle")).isFalse();
    }

    private static void assertRefused(String address, String version) {
        assertThatThrownBy(() -> ModuleSource.checked(module(address, version)))
                .isInstanceOf(ProblemException.class);
    }

    private static ObjectNode module(String address, String version) {
        ObjectNode module = new ObjectMapper().createObjectNode();
        module.putObject("registry").put("address", address).put("version", version);
        return module;
    }
}
