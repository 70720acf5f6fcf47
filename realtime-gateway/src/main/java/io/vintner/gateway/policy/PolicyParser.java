package io.vintner.gateway.policy;

import io.vintner.gateway.filter.Condition.Sign;
import io.vintner.gateway.policy.SqlTokens.Kind;
import io.vintner.gateway.policy.SqlTokens.Token;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an expression as {@code pg_get_expr} deparses it. It understands what policies mostly are;
 * each part that it does not understand becomes {@link PolicyExpression.Opaque}, never an error.
 */
final class PolicyParser {

    /** A longer text is left to PostgreSQL as a whole. */
    private static final int LENGTH_MAX = 100_000;

    /** What is nested deeper is left to PostgreSQL. */
    static final int DEPTH_MAX = 100;

    private final SqlTokens tokens;
    private final ValueParser values;
    private int depth;

    private PolicyParser(SqlTokens tokens, ValueParser values) {
        this.tokens = tokens;
        this.values = values;
    }

    /**
     * @param table the table's own name, which may stand before a column
     */
    static PolicyExpression parse(String expression, String table) {
        if (expression.length() > LENGTH_MAX) {
            return new PolicyExpression.Opaque(expression);
        }
        SqlTokens tokens = SqlTokens.of(expression);
        PolicyParser parser = new PolicyParser(tokens, new ValueParser(tokens, table));
        return tokens.size() == 0
                ? new PolicyExpression.Opaque(expression)
                : parser.expression(0, tokens.size());
    }

    private PolicyExpression expression(int from, int to) {
        if (depth == DEPTH_MAX) {
            return new PolicyExpression.Opaque(group(tokens.text(from, to)));
        }
        depth++;
        PolicyExpression read = shallow(from, to);
        depth--;
        return read;
    }

    private PolicyExpression shallow(int from, int to) {
        String source = tokens.text(from, to);
        if (isGroup(from, to) && !tokens.get(from + 1).is("select")) {
            PolicyExpression inner = expression(from + 1, to - 1);
            return inner instanceof PolicyExpression.Opaque
                    ? new PolicyExpression.Opaque(source)
                    : inner;
        }
        if (from >= to || find(from, to, "case") >= 0) {
            return new PolicyExpression.Opaque(source);
        }
        List<PolicyExpression> alternatives = parts(from, to, "or");
        if (alternatives.size() > 1) {
            return new PolicyExpression.AnyOf(alternatives, group(source));
        }
        List<PolicyExpression> conjuncts = parts(from, to, "and");
        if (conjuncts.size() > 1) {
            return new PolicyExpression.AllOf(conjuncts, group(source));
        }
        if (tokens.get(from).is("not")) {
            return new PolicyExpression.Not(expression(from + 1, to), group(source));
        }
        PolicyExpression atom = atom(from, to, group(source));
        return atom == null ? new PolicyExpression.Opaque(group(source)) : atom;
    }

    private static String group(String source) {
        return "(" + source + ")";
    }

    /**
     * The parts between the words {@code word} outside of parentheses; none if there is no such
     * word.
     */
    private List<PolicyExpression> parts(int from, int to, String word) {
        List<PolicyExpression> parts = new ArrayList<>();
        int start = from;
        int at = find(start, to, word);
        if (at < 0) {
            return parts;
        }
        while (at >= 0) {
            parts.add(expression(start, at));
            start = at + 1;
            at = find(start, to, word);
        }
        parts.add(expression(start, to));
        return parts;
    }

    private boolean isGroup(int from, int to) {
        return to - from > 2 && tokens.get(from).is("(") && tokens.afterGroup(from, to) == to;
    }

    /** The first such token outside of parentheses, or -1. */
    private int find(int from, int to, String symbolOrWord) {
        for (int index = from; index < to; index++) {
            Token token = tokens.get(index);
            if (token.is(symbolOrWord)) {
                return index;
            }
            if (token.is("(") || token.is("[")) {
                int after = tokens.afterGroup(index, to);
                if (after < 0) {
                    return -1;
                }
                index = after - 1;
            }
        }
        return -1;
    }

    private @Nullable PolicyExpression atom(int from, int to, String source) {
        if (to - from == 1 && (tokens.get(from).is("true") || tokens.get(from).is("false"))) {
            return new PolicyExpression.Fixed(tokens.get(from).is("true"), source);
        }
        int is = find(from, to, "is");
        if (is >= 0) {
            return nullTest(from, is, to, source);
        }
        for (int index = from; index < to; index++) {
            Token token = tokens.get(index);
            Sign sign = token.kind() == Kind.SYMBOL ? sign(token.text()) : null;
            if (sign != null) {
                return comparison(from, index, to, sign, source);
            }
            if (token.is("(") || token.is("[")) {
                int after = tokens.afterGroup(index, to);
                if (after < 0) {
                    return null;
                }
                index = after - 1;
            }
        }
        PolicyValue value = values.value(from, to);
        return value == null ? null : new PolicyExpression.Holds(value, source);
    }

    private @Nullable PolicyExpression nullTest(int from, int is, int to, String source) {
        boolean negated = is + 1 < to && tokens.get(is + 1).is("not");
        int word = negated ? is + 2 : is + 1;
        PolicyValue value = values.value(from, is);
        if (value == null || word != to - 1 || !tokens.get(word).is("null")) {
            return null;
        }
        PolicyExpression isNull = new PolicyExpression.IsNull(value, source);
        return negated ? new PolicyExpression.Not(isNull, source) : isNull;
    }

    private @Nullable PolicyExpression comparison(
            int from, int sign, int to, Sign meaning, String source) {
        PolicyValue left = values.value(from, sign);
        if (left == null || sign + 1 >= to) {
            return null;
        }
        boolean any = tokens.get(sign + 1).is("any");
        if (any || tokens.get(sign + 1).is("all")) {
            List<PolicyValue> options = values.array(sign + 2, to);
            if (options == null || meaning != (any ? Sign.EQ : Sign.NEQ)) {
                return null;
            }
            PolicyExpression oneOf = new PolicyExpression.OneOf(left, options, source);
            return any ? oneOf : new PolicyExpression.Not(oneOf, source);
        }
        PolicyValue right = values.value(sign + 1, to);
        return right == null ? null : new PolicyExpression.Compare(meaning, left, right, source);
    }

    private static @Nullable Sign sign(String symbol) {
        return switch (symbol) {
            case "=" -> Sign.EQ;
            case "<>" -> Sign.NEQ;
            case "<" -> Sign.LT;
            case "<=" -> Sign.LTE;
            case ">" -> Sign.GT;
            case ">=" -> Sign.GTE;
            default -> null;
        };
    }
}
