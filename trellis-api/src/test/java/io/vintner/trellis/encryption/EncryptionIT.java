package io.vintner.trellis.encryption;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.trellis.encryption.SealedTable.Place;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestKeys;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class EncryptionIT {

    private static final String STATE =
            """
            {"version": 4, "serial": 1, "lineage": "L", "outputs": {"o": "grand-cru"}}
            """;

    @Inject Reencryption reencryption;

    private final TestUser ada = TestUser.create();
    private TestTendril tendril;
    private String vine;
    private TestTendril.Lease lease;

    @BeforeEach
    void aStateIsStored() {
        tendril = ada.createTendril();
        vine = ada.createVine();
        ada.createJob(vine, "DEPLOY");
        lease = tendril.claimAndStart();
        tendril.push(lease, vine, STATE).statusCode(200);
    }

    @Test
    void aStateIsStoredUnderTheNewestKeyAndNotInClear() {
        assertThat(stored("key_id")).isEqualTo("new");
        assertThat(stored("position('grand-cru'::bytea in content)")).isEqualTo("0");
        tendril.pull(lease, vine).body(equalTo(STATE));
    }

    @Test
    void aStateFromBeforeEncryptionIsReadAndThenSealed() {
        // Given
        store(null, STATE.getBytes(StandardCharsets.UTF_8));
        tendril.pull(lease, vine).body(equalTo(STATE));

        // When
        int sealed = reencryption.sweep();

        // Then
        assertThat(sealed).isPositive();
        assertThat(stored("key_id")).isEqualTo("new");
        assertThat(stored("position('grand-cru'::bytea in content)")).isEqualTo("0");
        tendril.pull(lease, vine).body(equalTo(STATE));
        assertThat(reencryption.sweep()).isZero();
    }

    @Test
    void afterARotationEverythingComesUnderTheNewKey() {
        // Given
        Sealer before = new Sealer(Keyring.read(TestKeys.OLD));
        Sealed old = before.seal(row(), STATE.getBytes(StandardCharsets.UTF_8));
        store("old", old.content().getBytes());
        tendril.pull(lease, vine).body(equalTo(STATE));

        // When
        reencryption.sweep();

        // Then
        assertThat(stored("key_id")).isEqualTo("new");
        tendril.pull(lease, vine).body(equalTo(STATE));
    }

    @Test
    void aRowThatWasTamperedWithIsNotServedAndStopsNoOther() {
        // Given
        store("old", new byte[64]);
        String other = vine;
        aStateIsStored();
        store(null, STATE.getBytes(StandardCharsets.UTF_8));

        // When
        reencryption.sweep();

        // Then
        assertThat(stored("key_id")).isEqualTo("new");
        vine = other;
        assertThat(stored("key_id")).isEqualTo("old");
        Database.run("delete from tf_state_versions where vine_id = ?", UUID.fromString(other));
    }

    @Test
    void aServiceThatHasAllKeysIsReady() {
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'encryption keys' }.status", equalTo("UP"));
    }

    private Place row() {
        return SealedTable.TF_STATE_VERSIONS.row(vine, 1);
    }

    private void store(String keyId, byte[] content) {
        Database.run(
                "update tf_state_versions set key_id = ?, content = ? where vine_id = ?",
                keyId,
                content,
                UUID.fromString(vine));
    }

    private String stored(String what) {
        return Database.text(
                "select " + what + " from tf_state_versions where vine_id = ?",
                UUID.fromString(vine));
    }
}
