package io.vintner.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.local.process.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceProgramsTest {

    private final LocalSettings settings = LocalSettings.of(Path.of("/project"), Map.of());
    private final ServicePrograms programs =
            new ServicePrograms(
                    settings,
                    new ServicePrograms.SecretPaths(
                            Path.of("/project/feed"),
                            Path.of("/project/revocation"),
                            Path.of("/project/encryption-keys")),
                    "anon");

    @Test
    void onlyTheServiceThatChecksTokensIsToldTheirSecret() {
        assertThat(List.of(programs.trellis(), programs.gateway()))
                .allSatisfy(program ->
                        assertThat(program.environment()).containsValue(settings.jwtSecret()));
        assertThat(List.of(programs.relay(), programs.tendril(Path.of("/token"))))
                .allSatisfy(program ->
                        assertThat(program.environment())
                                .doesNotContainValue(settings.jwtSecret()));
    }

    @Test
    void theAgentIsToldNothingOfTheDatabase() {
        // When
        Program agent = programs.tendril(Path.of("/token"));

        // Then
        assertThat(agent.environment())
                .containsEntry("VINTNER_TENDRIL_CONTROL_URL", "http://127.0.0.1:8080")
                .noneSatisfy((_, value) -> assertThat(value).contains("postgresql"));
        assertThat(agent.health()).isNull();
    }

    @Test
    void everyServiceRunsInTheLocalProfile() {
        assertThat(
                        List.of(
                                programs.trellis(),
                                programs.relay(),
                                programs.gateway(),
                                programs.tendril(Path.of("/token"))))
                .allSatisfy(program ->
                        assertThat(program.environment())
                                .containsEntry("VINTNER_PROFILE", "local"));
    }

    @Test
    void noSecretIsInTheTextOrTheCommandLineOfAProgram() {
        assertThat(programs.gateway().toString()).isEqualTo("realtime-gateway");
        assertThat(programs.gateway().command()).doesNotContain(settings.jwtSecret());
    }
}
