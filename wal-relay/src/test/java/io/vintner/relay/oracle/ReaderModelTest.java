package io.vintner.relay.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.ColumnValue;
import io.vintner.change.FeedMessage;
import io.vintner.change.FeedMessage.Gap.Reason;
import io.vintner.change.Generation;
import io.vintner.change.Row;
import io.vintner.change.Table;
import io.vintner.change.Table.Column;
import io.vintner.change.Table.ReplicaIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The oracle sees what it must: a feed that breaks its promise in whatever way. */
class ReaderModelTest {

    private static final Generation GENERATION = new Generation(1, 1, 1);
    private static final Table VINES =
            new Table(
                    1,
                    10,
                    "oracle",
                    "vines",
                    ReplicaIdentity.DEFAULT,
                    List.of(
                            new Column("id", "int8", 20, true, true),
                            new Column("big", "text", 25, false, false)));
    private static final Table LEDGER =
            new Table(
                    2,
                    11,
                    "oracle",
                    "ledger",
                    ReplicaIdentity.DEFAULT,
                    List.of(
                            new Column("tx", "text", 25, true, true),
                            new Column("changes", "int4", 23, false, false)));

    private final ReaderModel model = new ReaderModel();

    @Test
    void aTransactionThatIsToldWellIsKnown() {
        // When
        tell(opened(), insert(100, 1, "a"), ledger(100, 2, "t1", 1), progress(110));

        // Then
        assertThat(model.breach()).isNull();
        assertThat(model.transactions()).extracting(Told.Transaction::id).containsExactly("t1");
        assertThat(model.tables()).extracting(ReaderTable::rowCount).containsExactly(1, 1);
    }

    @Test
    void aValueThatAnUpdateLacksStaysWhatItWas() {
        // When
        tell(
                opened(),
                insert(100, 1, "a"),
                changed(
                        new ChangeEvent.RowUpdated(
                                at(100, 2), Instant.EPOCH, VINES, row("a", null), row("b", null))));

        // Then
        assertThat(model.tables().getFirst().takeOut(Map.of("id", "b")))
                .containsEntry("big", "large a");
    }

    @Test
    void aRepeatIsSeen() {
        tell(opened(), insert(100, 1, "a"), insert(100, 1, "b"));
        assertThat(model.breach()).contains("a repeat, or disorder");
    }

    @Test
    void aHoleInATransactionIsSeen() {
        tell(opened(), insert(100, 1, "a"), insert(100, 3, "b"));
        assertThat(model.breach()).contains("a hole in a transaction");
    }

    @Test
    void aTransactionWithoutItsBeginningIsSeen() {
        tell(opened(), insert(100, 2, "a"));
        assertThat(model.breach()).contains("does not begin with 1");
    }

    @Test
    void aTransactionWithoutItsEndIsSeen() {
        tell(opened(), insert(100, 1, "a"), insert(200, 1, "b"));
        assertThat(model.breach()).contains("inside another");
    }

    @Test
    void changesThatTheLedgerCountsAndNobodyWasToldOfAreSeen() {
        tell(opened(), insert(100, 1, "a"), ledger(100, 2, "t1", 2), progress(110));
        assertThat(model.breach()).contains("1 changes told, 2 made");
    }

    @Test
    void aRowThatIsThereAlreadyIsSeen() {
        tell(opened(), insert(100, 1, "a"), insert(100, 2, "a"));
        assertThat(model.breach()).contains("there already");
    }

    @Test
    void aDeleteOfARowThatIsNotThereIsSeen() {
        tell(
                opened(),
                changed(
                        new ChangeEvent.RowDeleted(
                                at(100, 1), Instant.EPOCH, VINES, row("a", null))));
        assertThat(model.breach()).contains("not there");
    }

    @Test
    void aGapIsSeen() {
        tell(opened(), new FeedMessage.Gap(Reason.WINDOW_PASSED, at(100, 0)));
        assertThat(model.breach()).contains("a gap");
    }

    private void tell(FeedMessage... messages) {
        List.of(messages).forEach(model::accept);
    }

    private static FeedMessage opened() {
        return new FeedMessage.Opened(at(50, 0));
    }

    private static FeedMessage progress(long lsn) {
        return new FeedMessage.Progress(at(lsn, 0), Instant.EPOCH);
    }

    private static FeedMessage insert(long lsn, long ordinal, String id) {
        return changed(
                new ChangeEvent.RowInserted(
                        at(lsn, ordinal), Instant.EPOCH, VINES, row(id, "large " + id)));
    }

    private static FeedMessage ledger(long lsn, long ordinal, String id, int changes) {
        return changed(
                new ChangeEvent.RowInserted(
                        at(lsn, ordinal), Instant.EPOCH, LEDGER, row(id, changes + "")));
    }

    private static FeedMessage changed(ChangeEvent event) {
        return new FeedMessage.Changed(event);
    }

    private static Row row(String key, @Nullable String other) {
        return new Row(
                List.of(
                        new ColumnValue.Present(key),
                        other == null ? ColumnValue.ABSENT : new ColumnValue.Present(other)));
    }

    private static ChangePosition at(long lsn, long ordinal) {
        return new ChangePosition(GENERATION, lsn, ordinal);
    }
}
