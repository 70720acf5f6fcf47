package io.vintner.gateway.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.change.ChangePosition;
import io.vintner.change.Generation;
import io.vintner.gateway.database.DatabaseAwayException;
import io.vintner.gateway.database.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReceiptTableIT {

    private static final Path SCRIPT = Path.of("src/main/resources/gateway.sql");
    private static final ResumeId ID = new ResumeId("0123456789abcdef");
    private static final Generation GENERATION = new Generation(17, 1, 7);

    private static TestDatabase database;
    private ReceiptTable table;

    @BeforeAll
    static void startPostgres() {
        database = new TestDatabase();
    }

    @AfterAll
    static void stopPostgres() {
        database.close();
    }

    @BeforeEach
    void makeTable() throws IOException {
        database.run("drop schema if exists vintner cascade");
        database.run(Files.readString(SCRIPT));
        table = new ReceiptTable(database.gateway(), Duration.ofMinutes(10), 3);
    }

    @AfterEach
    void close() {
        table.close();
    }

    private static ReceiptKey key(String topic) {
        return new ReceiptKey(ID, "anna", topic, -5);
    }

    private static Receipt at(long lsn) {
        return new Receipt(new ChangePosition(GENERATION, lsn, 2), false);
    }

    @Test
    void theScriptMayBeRunAgainAndMakesAnUnloggedTableForTheGatewayOnly() throws Exception {
        // When
        database.run(Files.readString(SCRIPT));

        // Then
        assertThat(table.isUsable()).isTrue();
        assertThat(
                        database.text(
                                "select relpersistence from pg_class where oid ="
                                        + " 'vintner.receipts'::regclass"))
                .isEqualTo("u");
        assertThat(
                        database.text(
                                "select has_schema_privilege('authenticated', 'vintner', 'usage')"
                                        + " or has_table_privilege('authenticated',"
                                        + " 'vintner.receipts', 'select')"))
                .isEqualTo("f");
    }

    @Test
    void whatIsStoredIsFoundByItsWholeKey() throws Exception {
        // Given
        ReceiptKey one = key("it's a \"topic\"");
        table.store(Map.of(one, at(0xABCDEF0123L)));

        // When
        Map<ReceiptKey, Receipt> found =
                table.find(
                        List.of(
                                one,
                                key("other"),
                                new ReceiptKey(ID, "bert", one.topic(), -5),
                                new ReceiptKey(ID, "anna", one.topic(), 5),
                                new ReceiptKey(
                                        new ResumeId("fedcba9876543210"),
                                        "anna",
                                        one.topic(),
                                        -5)));

        // Then
        assertThat(found).containsExactly(Map.entry(one, at(0xABCDEF0123L)));
    }

    @Test
    void ofOneGenerationTheLaterPositionStaysAndOfAnotherTheLastOneStored() throws Exception {
        // Given
        Receipt other = new Receipt(new ChangePosition(new Generation(16, 1, 7), 5, 0), false);
        table.store(Map.of(key("a"), at(0x100), key("b"), at(0x100)));

        // When
        table.store(Map.of(key("a"), at(0xFF), key("b"), at(0x101)));
        Map<ReceiptKey, Receipt> found = table.find(List.of(key("a"), key("b")));
        table.store(Map.of(key("a"), other));

        // Then
        assertThat(found)
                .containsOnly(Map.entry(key("a"), at(0x100)), Map.entry(key("b"), at(0x101)));
        assertThat(table.find(List.of(key("a")))).containsValue(other);
    }

    @Test
    void whoWasToldToFetchIsToldAgainUntilSomethingLaterIsProven() throws Exception {
        // Given
        Receipt fetching = new Receipt(at(0x100).position(), true);
        table.store(Map.of(key("a"), fetching, key("b"), fetching, key("c"), at(0x200)));

        // When
        table.store(Map.of(key("a"), at(0xFF), key("b"), at(0x101), key("c"), fetching));

        // Then
        assertThat(table.find(List.of(key("a"), key("b"), key("c"))))
                .containsOnly(
                        Map.entry(key("a"), fetching),
                        Map.entry(key("b"), at(0x101)),
                        Map.entry(key("c"), at(0x200)));
    }

    @Test
    void whatIsForgottenIsGone() throws Exception {
        // Given
        table.store(Map.of(key("a"), at(1), key("b"), at(1)));

        // When
        table.forget(List.of(key("a"), key("c")));

        // Then
        assertThat(table.find(List.of(key("a"), key("b")))).containsOnlyKeys(key("b"));
    }

    @Test
    void oldReceiptsAndTheOldestOfTooManyAreRemoved() throws Exception {
        // Given
        for (String topic : List.of("a", "b", "c", "d", "e")) {
            table.store(Map.of(key(topic), at(1)));
        }
        database.run("update vintner.receipts set at = at - interval '11 min' where topic = 'c'");
        database.run("update vintner.receipts set at = at - interval '9 min' where topic = 'd'");

        // When
        table.expire();

        // Then
        assertThat(table.find(List.of(key("a"), key("b"), key("c"), key("d"), key("e"))))
                .containsOnlyKeys(key("a"), key("b"), key("e"));
    }

    @Test
    void withoutTheTableMemoryServesAndTheTableGetsWhatItHasOnceItIsThere() throws Exception {
        // Given
        Instant[] now = {Clock.systemUTC().instant()};
        MemoryReceipts memory = new MemoryReceipts(Duration.ofMinutes(10), 3, () -> now[0]);
        ReceiptStores stores = new ReceiptStores(table, memory, () -> now[0]);
        database.run("drop schema vintner cascade");
        stores.store(Map.of(key("a"), at(1)));
        assertThat(stores.find(List.of(key("a")))).containsValue(at(1));

        // When
        database.run(Files.readString(SCRIPT));
        now[0] = now[0].plusSeconds(11);

        // Then
        assertThat(stores.find(List.of(key("a")))).containsValue(at(1));
        assertThat(database.text("select topic from vintner.receipts")).isEqualTo("a");
    }

    @Test
    void aTableThatMayNotBeWrittenIsNotUsed() throws Exception {
        // When
        database.run("revoke delete on vintner.receipts from vintner_gateway");

        // Then
        assertThat(table.isUsable()).isFalse();
    }

    @Test
    void aTableThatIsTakenAwayIsLookedForAgainAndMemoryServesMeanwhile() throws Exception {
        // Given
        Instant[] now = {Clock.systemUTC().instant()};
        MemoryReceipts memory = new MemoryReceipts(Duration.ofMinutes(10), 3, () -> now[0]);
        ReceiptStores stores = new ReceiptStores(table, memory, () -> now[0]);
        stores.store(Map.of(key("a"), at(1)));

        // When
        database.run("drop schema vintner cascade");

        // Then
        assertThatThrownBy(() -> stores.find(List.of(key("a"))))
                .isInstanceOf(DatabaseAwayException.class);
        now[0] = now[0].plusSeconds(2);
        assertThat(stores.find(List.of(key("a")))).isEmpty();
        stores.store(Map.of(key("a"), at(2)));
        assertThat(stores.find(List.of(key("a")))).containsValue(at(2));
    }

    @Test
    void twoGatewaysStoreTheSameReceiptsInAnyOrderWithoutWaitingForEachOther() throws Exception {
        // Given
        Map<ReceiptKey, Receipt> forwards = new LinkedHashMap<>();
        Map<ReceiptKey, Receipt> backwards = new LinkedHashMap<>();
        for (int topic = 0; topic < 500; topic++) {
            forwards.put(key("topic-" + topic), at(topic));
            backwards.put(key("topic-" + (499 - topic)), at(1_000));
        }
        ReceiptTable other = new ReceiptTable(database.gateway(), Duration.ofMinutes(10), 3);

        // When
        Thread another =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                for (int round = 0; round < 20; round++) {
                                    other.store(backwards);
                                }
                            } catch (DatabaseAwayException away) {
                                throw new IllegalStateException(away);
                            }
                        });
        for (int round = 0; round < 20; round++) {
            table.store(forwards);
        }
        another.join();
        other.close();

        // Then
        assertThat(table.find(forwards.keySet()).values()).hasSize(500).containsOnly(at(1_000));
    }
}
