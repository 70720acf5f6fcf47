package io.vintner.gateway.filter;

import java.util.List;

/** A part of a regular expression. */
sealed interface RegexNode {

    /** The beginning or the end of the text. */
    record Edge(boolean start) implements RegexNode {}

    /**
     * One character out of some.
     *
     * @param ranges first and last of each range, by code point, both within
     * @param negated whether it is one that is not in the ranges
     */
    record OneOf(List<Range> ranges, boolean negated) implements RegexNode {
        public OneOf {
            ranges = List.copyOf(ranges);
        }

        static OneOf character(int point) {
            return new OneOf(List.of(new Range(point, point)), false);
        }

        static OneOf any() {
            return new OneOf(List.of(), true);
        }

        boolean has(int point, boolean anyCase) {
            boolean within = isWithin(point);
            if (!within && anyCase) {
                int lower = TextPattern.folded(point);
                int upper = lower >= 'a' && lower <= 'z' ? lower - ('a' - 'A') : lower;
                within = isWithin(lower) || isWithin(upper);
            }
            return within != negated;
        }

        private boolean isWithin(int point) {
            for (int index = 0; index < ranges.size(); index++) {
                Range range = ranges.get(index);
                if (point >= range.first() && point <= range.last()) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Code points from one to another. */
    record Range(int first, int last) {}

    /** One after the other. */
    record Sequence(List<RegexNode> parts) implements RegexNode {
        public Sequence {
            parts = List.copyOf(parts);
        }
    }

    /** One or another. */
    record Choice(List<RegexNode> branches) implements RegexNode {
        public Choice {
            branches = List.copyOf(branches);
        }
    }

    /**
     * Several times.
     *
     * @param most {@link #UNBOUNDED} for as often as it goes
     */
    record Repeat(RegexNode part, int least, int most) implements RegexNode {
        static final int UNBOUNDED = -1;
    }
}
