package io.vintner.relay.replication;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.relay.replication.DatabaseReadiness.SetUp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseReadinessTest {

    @Test
    void fourteenThatIsSetUpIsReady() {
        assertThatCode(() -> new SetUp(140000, "logical", false, true, "r", true).require("mine"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "{5}")
    @CsvSource({
        "139999, logical, false, true,  true,  the database is older than PostgreSQL 14: upgrade"
                + " it",
        "180000, logical, true,  true,  true,  the database is a standby",
        "180000, minimal, false, true,  true,  wal_level of the database is 'minimal'",
        "180000, logical, false, false, true,  role r may not replicate: run \"alter role r"
                + " replication\"",
        "180000, logical, false, true,  false, publication mine is missing",
    })
    void theFirstThingThatIsMissingIsNamed(
            int version,
            String walLevel,
            boolean standby,
            boolean mayReplicate,
            boolean published,
            String advice) {
        // Given
        SetUp setUp = new SetUp(version, walLevel, standby, mayReplicate, "r", published);

        // Then
        assertThatThrownBy(() -> setUp.require("mine"))
                .isInstanceOf(NotReadyException.class)
                .hasMessageStartingWith(advice.replace("''", "'"));
    }
}
