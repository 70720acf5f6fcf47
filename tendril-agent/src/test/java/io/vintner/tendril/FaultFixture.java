package io.vintner.tendril;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped agent against a {@link StrictControlPlane}, with the {@link Rig}'s Terraform.
 * Whatever a test does, nothing may be against the contract.
 */
abstract class FaultFixture {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;

    StrictControlPlane control;
    Rig rig;

    @BeforeEach
    void start() throws IOException {
        control = new StrictControlPlane();
        rig = new Rig(folder);
    }

    @AfterEach
    void nothingWasAgainstTheContract() {
        control.close();
        assertThat(control.breaches()).isEmpty();
    }

    AgentProcess agent() throws IOException {
        return agent(Map.of());
    }

    /**
     * @param more settings, by their environment names
     */
    AgentProcess agent(Map<String, String> more) throws IOException {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("PATH", Rig.searchPath());
        return AgentProcess.start(control, folder, settings);
    }

    static ConditionFactory patiently(AgentProcess agent) {
        return await().atMost(PATIENCE).failFast(agent::failIfGone);
    }

    void awaitStatus(AgentProcess agent, StrictJob job, String status) {
        patiently(agent)
                .untilAsserted(() ->
                        assertThat(control.status(job))
                                .as("%s; agent's log:%n%s", job.error, agent.log())
                                .isEqualTo(status));
    }
}
