package io.vintner.gateway.match;

import io.vintner.gateway.filter.Condition;
import io.vintner.gateway.filter.Question;
import io.vintner.gateway.filter.RowTest;
import io.vintner.gateway.filter.RowView;
import io.vintner.gateway.filter.Truth;
import io.vintner.gateway.filter.ValueQuestion;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Looks into tests: which columns and questions they have, and what is left of them without some.
 */
final class TestParts {

    private TestParts() {}

    /** All columns that a test may read. */
    static Set<String> columns(RowTest test) {
        Set<String> columns = new HashSet<>();
        leaves(
                test,
                leaf -> {
                    if (leaf instanceof RowTest.OnColumn(Condition condition)) {
                        columns.add(condition.column());
                    } else if (leaf instanceof RowTest.Ask(Question question)) {
                        columns.addAll(question.columns());
                    } else if (leaf instanceof RowTest.OfValue one) {
                        columns.add(one.question().column());
                    }
                });
        return Set.copyOf(columns);
    }

    /** All questions that a test may put. */
    static Set<Question> questions(RowTest test) {
        Set<Question> questions = new HashSet<>();
        leaves(
                test,
                leaf -> {
                    if (leaf instanceof RowTest.Ask(Question question)) {
                        questions.add(question);
                    }
                });
        return questions;
    }

    /** All questions about values that a test may put. */
    static Set<ValueQuestion> valueQuestions(RowTest test) {
        Set<ValueQuestion> questions = new HashSet<>();
        leaves(
                test,
                leaf -> {
                    if (leaf instanceof RowTest.OfValue one) {
                        questions.add(one.question());
                    }
                });
        return questions;
    }

    /** Those of them that are open for that row. */
    static Set<ValueQuestion> openValueQuestions(RowTest test, RowView row) {
        Set<ValueQuestion> questions = new HashSet<>();
        leaves(
                test,
                leaf -> {
                    if (leaf instanceof RowTest.OfValue one && one.test(row) == Truth.ASKED) {
                        questions.add(one.question());
                    }
                });
        return questions;
    }

    private static void leaves(RowTest test, Consumer<RowTest> visitor) {
        switch (test) {
            case RowTest.AllOf(List<RowTest> tests) -> tests.forEach(part -> leaves(part, visitor));
            case RowTest.AnyOf(List<RowTest> tests) -> tests.forEach(part -> leaves(part, visitor));
            case RowTest.Not(RowTest part) -> leaves(part, visitor);
            case RowTest.Constant _, RowTest.OnColumn _, RowTest.Ask _, RowTest.OfValue _ ->
                    visitor.accept(test);
        }
    }

    /**
     * What can be told of {@code test} when only {@code known} columns have values.
     *
     * @param generous whether what cannot be told counts as passed; else as failed
     */
    static RowTest limitedTo(Set<String> known, RowTest test, boolean generous) {
        return switch (test) {
            case RowTest.AllOf(List<RowTest> tests) ->
                    RowTest.allOf(
                            tests.stream().map(part -> limitedTo(known, part, generous)).toList());
            case RowTest.AnyOf(List<RowTest> tests) ->
                    RowTest.anyOf(
                            tests.stream().map(part -> limitedTo(known, part, generous)).toList());
            case RowTest.Not(RowTest part) -> not(limitedTo(known, part, !generous));
            case RowTest.OnColumn(Condition condition) ->
                    known.contains(condition.column()) ? test : untold(generous);
            case RowTest.Ask(Question question) ->
                    known.containsAll(question.columns()) ? test : untold(generous);
            case RowTest.OfValue one ->
                    known.contains(one.question().column()) ? test : untold(generous);
            case RowTest.Constant _ -> test;
        };
    }

    private static RowTest untold(boolean generous) {
        return generous ? RowTest.Constant.ALWAYS : RowTest.Constant.NEVER;
    }

    private static RowTest not(RowTest test) {
        return test instanceof RowTest.Constant constant
                ? new RowTest.Constant(constant.truth().not())
                : new RowTest.Not(test);
    }
}
