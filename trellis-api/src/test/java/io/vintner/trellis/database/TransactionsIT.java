package io.vintner.trellis.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestUser;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class TransactionsIT {

    @Inject Transactions transactions;

    private final TestUser ada = TestUser.create();

    @Test
    void workThatLosesADeadlockIsRunAgain() throws Exception {
        // Given
        UUID one = UUID.fromString(ada.createVineyard("one"));
        UUID two = UUID.fromString(ada.createVineyard("two"));
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);

        // When
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done :
                    executor.invokeAll(
                            List.of(
                                    crossing(one, two, bothHoldOne),
                                    crossing(two, one, bothHoldOne)),
                            60,
                            TimeUnit.SECONDS)) {
                done.get();
            }
        }

        // Then
        assertThat(Database.text("select version from vineyards where id = ?", one)).isEqualTo("3");
        assertThat(Database.text("select version from vineyards where id = ?", two)).isEqualTo("3");
    }

    @Test
    void workThatThrowsLeavesNothingBehind() {
        // Given
        UUID id = UUID.fromString(ada.createVineyard("kept"));

        // When
        assertThatThrownBy(() ->
                        transactions.run(session -> {
                            touch(session, id);
                            throw new IllegalArgumentException("no");
                        }))
                .isInstanceOf(IllegalArgumentException.class);

        // Then
        assertThat(Database.text("select version from vineyards where id = ?", id)).isEqualTo("1");
    }

    @Test
    void aUsersSessionReadsAndNeverWrites() {
        // Given
        UUID id = UUID.fromString(ada.createVineyard("own"));
        String claims = "{\"sub\":\"%s\",\"role\":\"authenticated\"}".formatted(ada.id());

        // Then
        assertThatThrownBy(() ->
                        transactions.as(new Reader.User(claims), session -> touch(session, id)))
                .isInstanceOf(StatementFailedException.class);
        assertThat(transactions.<Integer>run(session -> touch(session, id)))
                .as("the role is the transaction's, not the connection's")
                .isEqualTo(1);
    }

    @Test
    void whatBelongsTogetherIsDoneAsAWholeAndAUsersReadAmidstItLeavesTheRoleAsItWas() {
        // Given
        UUID id = UUID.fromString(ada.createVineyard("together"));
        String stranger =
                "{\"sub\":\"%s\",\"role\":\"authenticated\"}".formatted(UUID.randomUUID());

        // When
        assertThatThrownBy(() ->
                        transactions.together(_ -> {
                            transactions.run(session -> touch(session, id));
                            assertThat(seen(new Reader.User(stranger), id)).isZero();
                            assertThat(seen(new Reader.Everything(), id)).isEqualTo(2);
                            transactions.run(session -> touch(session, id));
                            throw new IllegalArgumentException("no");
                        }))
                .isInstanceOf(IllegalArgumentException.class);

        // Then
        assertThat(Database.text("select version from vineyards where id = ?", id)).isEqualTo("1");
        assertThat(transactions.<Integer>run(session -> touch(session, id))).isEqualTo(1);
    }

    /** The version that the reader sees; 0: none. */
    private long seen(Reader reader, UUID vineyard) {
        return transactions.as(
                reader,
                session ->
                        session.get(
                                "select coalesce(max(version), 0) as version from vineyards"
                                        + " where id = $1",
                                row -> row.getLong("version"),
                                vineyard));
    }

    private Callable<Boolean> crossing(UUID first, UUID second, CyclicBarrier bothHoldOne) {
        AtomicBoolean met = new AtomicBoolean();
        return () ->
                transactions.run(session -> {
                    touch(session, first);
                    if (met.compareAndSet(false, true)) {
                        await(bothHoldOne);
                    }
                    touch(session, second);
                    return true;
                });
    }

    private static int touch(Session session, UUID vineyard) {
        return session.change("update vineyards set description = 'x' where id = $1", vineyard);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
