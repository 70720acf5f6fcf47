package io.vintner.gateway.match;

import io.vintner.change.ColumnValue;
import io.vintner.change.Row;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.filter.Question;
import io.vintner.gateway.filter.RowTest;
import io.vintner.gateway.filter.RowView;
import io.vintner.gateway.filter.Truth;
import io.vintner.gateway.filter.ValueQuestion;
import io.vintner.gateway.policy.OpaquePolicies.Answer;
import io.vintner.gateway.policy.OpaquePolicies.Case;
import io.vintner.gateway.render.ChangeError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One version of a row of a change, and what PostgreSQL has been asked about it. */
final class RowVersion implements RowView {

    private final TableShape shape;
    private final PublishedTable table;
    private final Row row;
    private final @Nullable Row before;
    private final Map<Question, Case> cases = new HashMap<>();
    private final Map<ValueQuestion, AskedValues.Case> valueCases = new HashMap<>();

    /**
     * @param before what it was before; a value that the update left alone and that was not sent
     *     again is taken from there
     */
    RowVersion(TableShape shape, PublishedTable table, Row row, @Nullable Row before) {
        this.shape = shape;
        this.table = table;
        this.row = row;
        this.before = before;
    }

    @Override
    public ColumnValue value(String column) {
        int position = shape.position(column);
        if (position < 0) {
            return ColumnValue.ABSENT;
        }
        ColumnValue value = row.value(position);
        return value instanceof ColumnValue.Absent && before != null
                ? before.value(position)
                : value;
    }

    @Override
    public Truth answer(Question question) {
        Case asked = cases.get(question);
        if (asked == null) {
            return Truth.ASKED;
        }
        return switch (asked.answer()) {
            case Answer.Told(Truth truth) -> truth;
            case Answer.Raised _, Answer.Unanswered _ -> Truth.MISSING;
        };
    }

    @Override
    public Truth answer(ValueQuestion question) {
        AskedValues.Case asked = valueCases.get(question);
        if (asked == null) {
            return Truth.ASKED;
        }
        return switch (asked.answer()) {
            case AskedValues.Answer.Told(Truth truth) -> truth;
            case AskedValues.Answer.Raised _,
                    AskedValues.Answer.TooSlow _,
                    AskedValues.Answer.Unanswered _ ->
                    Truth.MISSING;
        };
    }

    /** Puts a question about a value that is there, unless it was put already. */
    void put(ValueQuestion question, List<AskedValues.Case> open) {
        if (!valueCases.containsKey(question)
                && value(question.column()) instanceof ColumnValue.Present(String text)) {
            AskedValues.Case asked = new AskedValues.Case(question, text);
            valueCases.put(question, asked);
            open.add(asked);
        }
    }

    /** Puts the questions about values that keep a test from being decided. */
    void putOpen(RowTest test, List<AskedValues.Case> open) {
        for (ValueQuestion question : TestParts.openValueQuestions(test, this)) {
            put(question, open);
        }
    }

    /** Why a filter cannot be judged. */
    ChangeError failureOf(RowTest filter) {
        for (ValueQuestion question : TestParts.valueQuestions(filter)) {
            switch (outcome(question)) {
                case AskedValues.Answer.TooSlow _ -> {
                    return ChangeError.FILTER_TOO_SLOW;
                }
                case AskedValues.Answer.Raised _ -> {
                    return ChangeError.FILTER_RAISED;
                }
                case AskedValues.Answer.Unanswered _ -> {
                    return ChangeError.FILTER_UNANSWERED;
                }
                case AskedValues.Answer.Told _ -> {}
                case null -> {}
            }
        }
        return ChangeError.FILTER_VALUE_MISSING;
    }

    private AskedValues.@Nullable Answer outcome(ValueQuestion question) {
        AskedValues.Case asked = valueCases.get(question);
        return asked == null ? null : asked.answer();
    }

    /** Puts a question, unless it was put already. */
    void put(Question question, List<Case> open) {
        if (!cases.containsKey(question)) {
            Case asked = new Case(table, question, this);
            cases.put(question, asked);
            open.add(asked);
        }
    }

    /** What became of a question; null if it was not put. */
    @Nullable Answer outcome(Question question) {
        Case asked = cases.get(question);
        return asked == null ? null : asked.answer();
    }

    /** Why it cannot be said whether somebody hears of this row. */
    ChangeError whyNotTold(SubscriptionClass one) {
        if (isVisible(one)) {
            return failureOf(one.filter());
        }
        for (Question question : TestParts.questions(one.policy())) {
            Answer answer = outcome(question);
            if (answer instanceof Answer.Raised) {
                return ChangeError.POLICY_RAISED;
            }
            if (answer instanceof Answer.Unanswered) {
                return ChangeError.POLICY_UNANSWERED;
            }
        }
        return ChangeError.POLICY_VALUE_MISSING;
    }

    /** Whether it is certain that somebody may see it; an error in a policy shows it to nobody. */
    boolean isVisible(SubscriptionClass one) {
        try {
            return one.policy().test(this) == Truth.TRUE;
        } catch (RuntimeException failed) {
            return false;
        }
    }
}
