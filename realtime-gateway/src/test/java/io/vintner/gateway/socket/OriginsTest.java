package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.gateway.Profile;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginsTest {

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            nullValues = "-",
            value = {
                "'',                    LOCAL,      -,                     true",
                "'',                    LOCAL,      http://localhost:5173, true",
                "'',                    LOCAL,      http://[::1]:5173,     true",
                "'',                    LOCAL,      https://example.org,   false",
                "'',                    LOCAL,      null,                  false",
                "'',                    LOCAL,      http://localhost.example.org, false",
                "'',                    LOCAL,      'not an origin',       false",
                "'',                    PRODUCTION, -,                     true",
                "'',                    PRODUCTION, http://localhost:5173, false",
                "https://example.org,   PRODUCTION, https://example.org,   true",
                "https://example.org,   PRODUCTION, http://example.org,    false",
                "https://example.org,   PRODUCTION, https://example.org.x, false",
                "https://example.org,   LOCAL,      http://localhost:5173, false",
                "*,                     PRODUCTION, https://anything.net,  true",
            })
    void pagesAreLetInByName(String allowed, Profile profile, String origin, boolean expected) {
        Set<String> names = allowed.isEmpty() ? Set.of() : Set.of(allowed);
        assertThat(new Origins(names, profile).allow(origin)).isEqualTo(expected);
    }
}
