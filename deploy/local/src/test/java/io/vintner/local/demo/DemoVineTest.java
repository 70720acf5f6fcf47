package io.vintner.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class DemoVineTest {

    @Test
    void everyVineHasAModuleThatNeedsNoProviderFromElsewhere() throws IOException {
        for (DemoVine vine : DemoVine.ALL) {
            assertThat(vine.source())
                    .as(vine.name())
                    .contains("resource \"terraform_data\"")
                    .doesNotContain("required_providers", "provider \"");
        }
    }

    @Test
    void bothUsersHaveVines() {
        assertThat(DemoVine.ALL).extracting(DemoVine::owner).contains(DemoUser.ADA, DemoUser.BEN);
    }
}
