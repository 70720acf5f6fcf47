package io.vintner.gateway.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ColumnValue;
import io.vintner.gateway.catalog.PgType;
import io.vintner.gateway.catalog.PublishedTable.Kind;
import io.vintner.gateway.catalog.TableColumn.Collation;
import io.vintner.gateway.filter.ColumnType;
import io.vintner.gateway.filter.Condition;
import io.vintner.gateway.filter.Condition.Comparison;
import io.vintner.gateway.filter.Condition.Sign;
import io.vintner.gateway.filter.Question;
import io.vintner.gateway.filter.RowTest;
import io.vintner.gateway.filter.RowView;
import io.vintner.gateway.filter.Truth;
import io.vintner.gateway.filter.ValueQuestion;
import io.vintner.gateway.match.ClassKey.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A row looks only at the classes that it may concern, however many there are. */
class SubscriptionIndexTest {

    private static final int MANY = 100_000;

    private final SubscriptionIndex index = new SubscriptionIndex();
    private final List<SubscriptionClass> found = new ArrayList<>();
    private final List<SubscriptionClass> hits = new ArrayList<>();
    private int groups;

    private static final class One implements Subscription {}

    @SuppressWarnings("unchecked")
    private static RowTest test(String column, Sign sign, long operand) {
        ColumnType<Long> type =
                (ColumnType<Long>)
                        ColumnType.of(
                                new PgType.Scalar(20, PgType.BUILT_IN, "int8"), Collation.BYTES);
        return new RowTest.OnColumn(new Comparison<>(column, sign, type, operand));
    }

    private static ClassKey key(RowTest filter, RowTest policy) {
        return new ClassKey(
                Set.of(Kind.INSERT), filter, policy, new Shown.Columns(Set.of("id"), true));
    }

    private void probe(Map<String, ColumnValue> values) {
        found.clear();
        hits.clear();
        groups = 0;
        RowView row =
                new RowView() {
                    @Override
                    public ColumnValue value(String column) {
                        return values.getOrDefault(column, ColumnValue.ABSENT);
                    }

                    @Override
                    public Truth answer(Question question) {
                        return Truth.ASKED;
                    }

                    @Override
                    public Truth answer(ValueQuestion question) {
                        return Truth.ASKED;
                    }
                };
        SubscriptionIndex.Visitor visitor =
                new SubscriptionIndex.Visitor() {
                    @Override
                    public void candidate(SubscriptionClass one) {
                        found.add(one);
                    }

                    @Override
                    public void hit(SubscriptionClass one) {
                        hits.add(one);
                        candidate(one);
                    }

                    @Override
                    public void candidates(RowTest filter, RowTest policy, Posting posting) {
                        groups++;
                        posting.each(found::add);
                    }
                };
        index.probe(List.of(new SubscriptionIndex.Probe(row, visitor)));
    }

    private static Map<String, ColumnValue> row(long id, long owner) {
        return Map.of(
                "id", new ColumnValue.Present(String.valueOf(id)),
                "owner", new ColumnValue.Present(String.valueOf(owner)),
                "none", ColumnValue.NULL);
    }

    @Test
    void aRowLooksAtTheClassesOfItsOwnKeysOnly() {
        // Given
        for (long one = 0; one < MANY; one++) {
            index.add(key(test("id", Sign.EQ, one), test("owner", Sign.EQ, one % 10)), new One());
        }

        // When
        probe(row(77, 7));

        // Then
        assertThat(found).hasSizeLessThanOrEqualTo(2);
        assertThat(found).anyMatch(one -> one.filter().equals(test("id", Sign.EQ, 77)));
    }

    @Test
    void whatAKeyHasProvenIsNotJudgedAgain() {
        // Given
        RowTest filter = test("id", Sign.EQ, 5);
        RowTest policy = test("owner", Sign.GT, 3);
        SubscriptionClass one = index.add(key(filter, policy), new One());

        // When
        probe(row(5, 7));

        // Then
        assertThat(hits).containsExactly(one);
        assertThat(one.filterLeft()).isEqualTo(RowTest.Constant.ALWAYS);
        assertThat(one.policyLeft()).isEqualTo(policy);
    }

    @Test
    void aRowWithoutTheValueProvesNothing() {
        // Given
        SubscriptionClass one =
                index.add(key(test("id", Sign.EQ, 5), RowTest.Constant.ALWAYS), new One());

        // When
        probe(Map.of("owner", new ColumnValue.Present("7")));

        // Then
        assertThat(found).containsExactly(one);
        assertThat(hits).isEmpty();
    }

    @Test
    void ofTwoEqualitiesTheLessCrowdedOneIsTaken() {
        // Given
        for (long one = 0; one < 1_000; one++) {
            index.add(key(test("id", Sign.EQ, 1), test("owner", Sign.EQ, one)), new One());
        }

        // When
        probe(row(1, 500));

        // Then
        assertThat(found).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void equalTestsAreJudgedOnceForAll() {
        // Given
        RowTest range = test("id", Sign.GT, 5);
        for (int one = 0; one < 1_000; one++) {
            Shown shown = new Shown.Columns(Set.of("id", "c" + one), true);
            index.add(
                    new ClassKey(Set.of(Kind.INSERT), range, RowTest.Constant.ALWAYS, shown),
                    new One());
        }

        // When
        probe(row(1, 1));

        // Then
        assertThat(groups).isEqualTo(1);
        assertThat(found).hasSize(1_000);
    }

    @Test
    void equalSubscriptionsShareOneClass() {
        // Given
        Subscription first = new One();
        Subscription second = new One();

        // When
        SubscriptionClass one =
                index.add(key(test("id", Sign.EQ, 1), RowTest.Constant.ALWAYS), first);
        SubscriptionClass other =
                index.add(key(test("id", Sign.EQ, 1), RowTest.Constant.ALWAYS), second);

        // Then
        assertThat(other).isSameAs(one);
        assertThat(one.members()).containsExactly(first, second);
        index.remove(one, first);
        assertThat(one.members()).containsExactly(second);
        assertThat(index.isEmpty()).isFalse();
        index.remove(one, second);
        probe(row(1, 1));
        assertThat(found).isEmpty();
        assertThat(index.isEmpty()).isTrue();
    }

    @Test
    void alternativesAreFiledUnderEachOfThem() {
        // Given
        RowTest mineOrNobodys =
                test("owner", Sign.EQ, 3).or(new RowTest.OnColumn(new Condition.IsNull("none")));
        SubscriptionClass filed = index.add(key(RowTest.Constant.ALWAYS, mineOrNobodys), new One());
        index.add(key(RowTest.Constant.ALWAYS, test("owner", Sign.EQ, 4)), new One());

        // When
        probe(row(1, 1));
        List<SubscriptionClass> byNull = List.copyOf(found);
        probe(Map.of("owner", new ColumnValue.Present("3"), "none", new ColumnValue.Present("9")));
        List<SubscriptionClass> byOwner = List.copyOf(found);
        probe(Map.of("owner", new ColumnValue.Present("5"), "none", new ColumnValue.Present("9")));

        // Then
        assertThat(byNull).containsExactly(filed);
        assertThat(byOwner).containsExactly(filed);
        assertThat(found).isEmpty();
    }

    @Test
    void aMissingValueRulesNobodyOut() {
        // Given
        index.add(key(RowTest.Constant.ALWAYS, test("owner", Sign.EQ, 3)), new One());

        // When
        probe(Map.of("id", new ColumnValue.Present("1")));

        // Then
        assertThat(found).hasSize(1);
    }
}
