package io.vintner.gateway.filter;

import io.vintner.gateway.filter.RegexNode.OneOf;
import io.vintner.gateway.filter.RegexNode.Repeat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression that is followed in all its ways at once: a match takes at most as many
 * steps as the text has characters and the expression has states, whatever either looks like.
 */
final class RegexPattern implements TextPattern {

    private static final int STATES_MAX = 1000;

    /** Parts repeated no times make no states, however often they are repeated in turn. */
    private static final int VISITS_MAX = 10_000;

    private final String source;
    private final boolean anyCase;
    private final boolean asciiOnly;
    private final List<State> states = new ArrayList<>();
    private int visits;

    /** What has to come at a place in the expression, and where it goes on then. */
    private sealed interface State {
        record Step(OneOf characters) implements State {}

        record Edge(boolean start) implements State {}

        record Jump(int to, int orTo) implements State {}

        record End() implements State {}
    }

    private RegexPattern(String source, boolean anyCase, boolean asciiOnly) {
        this.source = source;
        this.anyCase = anyCase;
        this.asciiOnly = asciiOnly;
    }

    private static final class TooManyStates extends Exception {
        @java.io.Serial private static final long serialVersionUID = 1L;
    }

    /**
     * The expression as a pattern.
     *
     * @param anyCase whether letters match in either case
     * @param bytewise whether the collation treats ASCII as the C locale does; classes of
     *     characters and letters of either case are understood only then
     * @return null if only PostgreSQL can match it
     */
    static @Nullable RegexPattern of(String source, boolean anyCase, boolean bytewise) {
        RegexParser.Read read = RegexParser.read(source);
        if (read == null) {
            return null;
        }
        boolean needsAscii = read.hasClasses() || anyCase;
        if (needsAscii && !(bytewise && TextPattern.isAscii(source))) {
            return null;
        }
        RegexPattern pattern = new RegexPattern(source, anyCase, needsAscii);
        try {
            pattern.add(read.node());
            pattern.add(new State.End());
        } catch (TooManyStates tooMany) {
            return null;
        }
        return pattern;
    }

    private int add(State state) throws TooManyStates {
        if (states.size() == STATES_MAX) {
            throw new TooManyStates();
        }
        states.add(state);
        return states.size() - 1;
    }

    private void add(RegexNode node) throws TooManyStates {
        if (++visits > VISITS_MAX) {
            throw new TooManyStates();
        }
        switch (node) {
            case OneOf one -> add(new State.Step(one));
            case RegexNode.Edge(boolean start) -> add(new State.Edge(start));
            case RegexNode.Sequence(List<RegexNode> parts) -> {
                for (RegexNode part : parts) {
                    add(part);
                }
            }
            case RegexNode.Choice(List<RegexNode> branches) -> add(branches);
            case Repeat(RegexNode part, int least, int most) -> {
                for (int time = 0; time < least; time++) {
                    add(part);
                }
                if (most == Repeat.UNBOUNDED) {
                    addLoop(part);
                } else {
                    for (int time = least; time < most; time++) {
                        addOptional(part);
                    }
                }
            }
        }
    }

    private void add(List<RegexNode> branches) throws TooManyStates {
        List<Integer> ends = new ArrayList<>();
        for (int index = 0; index < branches.size(); index++) {
            boolean last = index == branches.size() - 1;
            int fork = last ? -1 : add(new State.End());
            add(branches.get(index));
            if (!last) {
                ends.add(add(new State.End()));
                states.set(fork, new State.Jump(fork + 1, states.size()));
            }
        }
        ends.forEach(end -> states.set(end, new State.Jump(states.size(), states.size())));
    }

    private void addLoop(RegexNode part) throws TooManyStates {
        int fork = add(new State.End());
        add(part);
        add(new State.Jump(fork, fork));
        states.set(fork, new State.Jump(fork + 1, states.size()));
    }

    private void addOptional(RegexNode part) throws TooManyStates {
        int fork = add(new State.End());
        add(part);
        states.set(fork, new State.Jump(fork + 1, states.size()));
    }

    @Override
    public Truth matches(String text) {
        if (asciiOnly && !TextPattern.isAscii(text)) {
            return Truth.ASKED;
        }
        return new Run(text.codePoints().toArray()).go();
    }

    /** One text on its way through the states. */
    private final class Run {

        private final int[] points;
        private final int[] seenAt = new int[states.size()];
        private int[] current = new int[states.size()];
        private int[] next = new int[states.size()];
        private final int[] open = new int[2 * states.size() + 1];
        private int count;
        private int steps;

        Run(int[] points) {
            this.points = points;
        }

        Truth go() {
            int waiting = 0;
            for (int place = 0; place <= points.length; place++) {
                count = 0;
                boolean matched = false;
                for (int index = 0; index < waiting && !matched; index++) {
                    int state = current[index];
                    OneOf characters = ((State.Step) states.get(state)).characters();
                    steps += 1 + characters.ranges().size();
                    if (characters.has(points[place - 1], anyCase)) {
                        matched = enter(state + 1, place);
                    }
                }
                if (matched || enter(0, place)) {
                    return Truth.TRUE;
                }
                if (steps > STEPS_MAX) {
                    return Truth.ASKED;
                }
                int[] spare = current;
                current = next;
                next = spare;
                waiting = count;
            }
            return Truth.FALSE;
        }

        /** Goes on until characters are needed; whether the end of the expression was reached. */
        private boolean enter(int entered, int place) {
            int opened = 0;
            open[opened++] = entered;
            while (opened > 0) {
                int index = open[--opened];
                if (seenAt[index] == place + 1) {
                    continue;
                }
                seenAt[index] = place + 1;
                steps++;
                switch (states.get(index)) {
                    case State.Step _ -> next[count++] = index;
                    case State.Edge(boolean start) -> {
                        if (place == (start ? 0 : points.length)) {
                            open[opened++] = index + 1;
                        }
                    }
                    case State.Jump(int to, int orTo) -> {
                        open[opened++] = to;
                        open[opened++] = orTo;
                    }
                    case State.End _ -> {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RegexPattern pattern
                && pattern.anyCase == anyCase
                && pattern.asciiOnly == asciiOnly
                && pattern.source.equals(source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public String toString() {
        return source;
    }
}
