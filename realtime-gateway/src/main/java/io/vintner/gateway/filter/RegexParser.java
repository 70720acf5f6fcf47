package io.vintner.gateway.filter;

import io.vintner.gateway.filter.RegexNode.OneOf;
import io.vintner.gateway.filter.RegexNode.Range;
import io.vintner.gateway.filter.RegexNode.Repeat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the part of PostgreSQL's advanced regular expressions that means the same under every
 * collation and whatever surrounds it: characters, {@code .}, bracket expressions of characters and
 * ranges, groups, choices, quantifiers, {@code ^} and {@code $}; and {@code \d}, {@code \s}, {@code
 * \w}, which hold for ASCII. Whether a quantifier is greedy does not matter where only the
 * existence of a match does. Everything else is left to PostgreSQL, faulty expressions too.
 */
final class RegexParser {

    private static final int END = -1;
    private static final int DEPTH_MAX = 50;
    private static final int REPEAT_MAX = 255;
    private static final List<Range> DIGIT = List.of(new Range('0', '9'));
    private static final List<Range> SPACE = List.of(new Range('\t', '\r'), new Range(' ', ' '));
    private static final List<Range> WORD =
            List.of(
                    new Range('0', '9'),
                    new Range('A', 'Z'),
                    new Range('_', '_'),
                    new Range('a', 'z'));

    private final int[] source;
    private int at;
    private int depth;
    private boolean hasClasses;

    private RegexParser(String source) {
        this.source = source.codePoints().toArray();
    }

    /**
     * An expression that was understood.
     *
     * @param hasClasses whether it has classes of characters, which are known for ASCII only
     */
    record Read(RegexNode node, boolean hasClasses) {}

    private static final class NotUnderstood extends Exception {
        @java.io.Serial private static final long serialVersionUID = 1L;

        NotUnderstood() {
            super(null, null, false, false);
        }
    }

    /** What {@code source} says; null if only PostgreSQL knows. */
    static @Nullable Read read(String source) {
        RegexParser parser = new RegexParser(source);
        try {
            RegexNode node = parser.choice();
            return parser.here() == END ? new Read(node, parser.hasClasses) : null;
        } catch (NotUnderstood other) {
            return null;
        }
    }

    /** Whether it may refer back to a group: matching that can take exponential time. */
    static boolean mayReferBack(String source) {
        for (int index = 0; index + 1 < source.length(); index++) {
            if (source.charAt(index) == '\\') {
                char next = source.charAt(++index);
                if (next >= '1' && next <= '9') {
                    return true;
                }
            }
        }
        return false;
    }

    private RegexNode choice() throws NotUnderstood {
        List<RegexNode> branches = new ArrayList<>();
        branches.add(sequence());
        while (here() == '|') {
            at++;
            branches.add(sequence());
        }
        return branches.size() == 1 ? branches.getFirst() : new RegexNode.Choice(branches);
    }

    private RegexNode sequence() throws NotUnderstood {
        List<RegexNode> parts = new ArrayList<>();
        while (here() != END && here() != '|' && here() != ')') {
            parts.add(quantified());
        }
        if (parts.isEmpty()) {
            throw new NotUnderstood();
        }
        return new RegexNode.Sequence(parts);
    }

    private RegexNode quantified() throws NotUnderstood {
        int first = here();
        if (first == '^' || first == '$') {
            at++;
            if (isQuantifier(here())) {
                throw new NotUnderstood();
            }
            return new RegexNode.Edge(first == '^');
        }
        RegexNode atom = atom();
        int least;
        int most;
        switch (here()) {
            case '*' -> {
                least = 0;
                most = Repeat.UNBOUNDED;
                at++;
            }
            case '+' -> {
                least = 1;
                most = Repeat.UNBOUNDED;
                at++;
            }
            case '?' -> {
                least = 0;
                most = 1;
                at++;
            }
            case '{' -> {
                at++;
                least = number();
                most = least;
                if (here() == ',') {
                    at++;
                    most = here() == '}' ? Repeat.UNBOUNDED : number();
                }
                expect('}');
                if (most != Repeat.UNBOUNDED && most < least) {
                    throw new NotUnderstood();
                }
            }
            default -> {
                return atom;
            }
        }
        if (here() == '?') {
            at++; // not greedy
        }
        if (isQuantifier(here())) {
            throw new NotUnderstood();
        }
        return new Repeat(atom, least, most);
    }

    private static boolean isQuantifier(int point) {
        return point == '*' || point == '+' || point == '?' || point == '{';
    }

    private int number() throws NotUnderstood {
        int start = at;
        int number = 0;
        while (here() >= '0' && here() <= '9' && at - start < 4) {
            number = number * 10 + (here() - '0');
            at++;
        }
        if (at == start || number > REPEAT_MAX) {
            throw new NotUnderstood();
        }
        return number;
    }

    private RegexNode atom() throws NotUnderstood {
        int point = here();
        at++;
        return switch (point) {
            case '.' -> OneOf.any();
            case '(' -> group();
            case '[' -> bracket();
            case '\\' -> escape();
            case '*', '+', '?', '{', END -> throw new NotUnderstood();
            default -> OneOf.character(point);
        };
    }

    private RegexNode group() throws NotUnderstood {
        if (here() == '?') {
            at++;
            expect(':');
        }
        if (++depth > DEPTH_MAX) {
            throw new NotUnderstood();
        }
        RegexNode inner = choice();
        depth--;
        expect(')');
        return inner;
    }

    private RegexNode escape() throws NotUnderstood {
        int point = here();
        at++;
        return switch (point) {
            case 'd' -> characters(DIGIT, false);
            case 'D' -> characters(DIGIT, true);
            case 's' -> characters(SPACE, false);
            case 'S' -> characters(SPACE, true);
            case 'w' -> characters(WORD, false);
            case 'W' -> characters(WORD, true);
            default -> OneOf.character(literal(point));
        };
    }

    private OneOf characters(List<Range> ranges, boolean negated) {
        hasClasses = true;
        return new OneOf(ranges, negated);
    }

    /** What a backslash makes of a character: itself, unless that means something. */
    private static int literal(int point) throws NotUnderstood {
        if (point == END || point >= 0x80 || Character.isLetterOrDigit(point)) {
            throw new NotUnderstood();
        }
        return point;
    }

    private RegexNode bracket() throws NotUnderstood {
        boolean negated = here() == '^';
        if (negated) {
            at++;
        }
        List<Range> ranges = new ArrayList<>();
        int start = at;
        do {
            boolean first = at == start;
            if (here() == '-' && !first && ahead() != ']') {
                throw new NotUnderstood();
            }
            int from = member();
            int to = from;
            if (here() == '-' && ahead() != ']') {
                at++;
                if (here() == '-') {
                    throw new NotUnderstood();
                }
                to = member();
            }
            if (to < from) {
                throw new NotUnderstood();
            }
            ranges.add(new Range(from, to));
        } while (here() != ']');
        at++;
        return new OneOf(ranges, negated);
    }

    private int member() throws NotUnderstood {
        int point = here();
        at++;
        return switch (point) {
            case '[', END -> throw new NotUnderstood();
            case '\\' -> {
                int escaped = literal(here());
                at++;
                yield escaped;
            }
            default -> point;
        };
    }

    private void expect(int point) throws NotUnderstood {
        if (here() != point) {
            throw new NotUnderstood();
        }
        at++;
    }

    private int here() {
        return at < source.length ? source[at] : END;
    }

    private int ahead() {
        return at + 1 < source.length ? source[at + 1] : END;
    }
}
