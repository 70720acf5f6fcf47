package io.vintner.gateway.filter;

import java.time.LocalDate;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates and times in PostgreSQL's ISO form, read as microseconds since 1970 (dates as days, times
 * as microseconds of the day); the infinities are the ends of the range.
 */
final class TimeTypes {

    static final ColumnType<Long> DATE = new Moment(Part.DATE);
    static final ColumnType<Long> TIME = new Moment(Part.TIME);
    static final ColumnType<Long> TIMESTAMP = new Moment(Part.TIMESTAMP);
    static final ColumnType<Long> TIMESTAMPTZ = new Moment(Part.TIMESTAMPTZ);

    private static final long MICROS_OF_DAY = TimeUnit.DAYS.toMicros(1);
    private static final String DAY = "(\\d{4,6})-(\\d{2})-(\\d{2})";
    private static final String CLOCK = "(\\d{2}):(\\d{2}):(\\d{2})(?:\\.(\\d{1,6}))?";
    private static final String ZONE = "([+-])(\\d{2})(?::(\\d{2}))?(?::(\\d{2}))?";

    private TimeTypes() {}

    private enum Part {
        DATE(DAY + "( BC)?"),
        TIME(CLOCK),
        TIMESTAMP(DAY + " " + CLOCK + "( BC)?"),
        TIMESTAMPTZ(DAY + " " + CLOCK + ZONE + "( BC)?");

        private final Pattern pattern;

        Part(String pattern) {
            this.pattern = Pattern.compile(pattern);
        }
    }

    private record Moment(Part part) implements ColumnType<Long> {
        @Override
        public Long read(String text) {
            if (part != Part.TIME) {
                if (text.equals("infinity")) {
                    return Long.MAX_VALUE;
                }
                if (text.equals("-infinity")) {
                    return Long.MIN_VALUE;
                }
            }
            Matcher match = part.pattern.matcher(text);
            if (!match.matches()) {
                throw new IllegalArgumentException("no such date or time in PostgreSQL's ISO form");
            }
            return switch (part) {
                case DATE -> days(match, 4);
                case TIME -> micros(match, 1);
                case TIMESTAMP -> days(match, 8) * MICROS_OF_DAY + micros(match, 4);
                case TIMESTAMPTZ ->
                        days(match, 12) * MICROS_OF_DAY + micros(match, 4) - offset(match);
            };
        }

        @Override
        public int compare(Long one, Long other) {
            return Long.compare(one, other);
        }
    }

    /**
     * @param era the group that holds {@code BC}; before Christ there was no year 0
     */
    private static long days(Matcher match, int era) {
        int year = Integer.parseInt(match.group(1));
        int proleptic = match.group(era) == null ? year : 1 - year;
        try {
            return LocalDate.of(
                            proleptic,
                            Integer.parseInt(match.group(2)),
                            Integer.parseInt(match.group(3)))
                    .toEpochDay();
        } catch (java.time.DateTimeException noSuchDay) {
            throw new IllegalArgumentException("no such day", noSuchDay);
        }
    }

    private static long micros(Matcher match, int first) {
        long seconds =
                Long.parseLong(match.group(first)) * 3600
                        + Long.parseLong(match.group(first + 1)) * 60
                        + Long.parseLong(match.group(first + 2));
        String fraction = match.group(first + 3);
        long micros = fraction == null ? 0 : Long.parseLong((fraction + "00000").substring(0, 6));
        return seconds * 1_000_000 + micros;
    }

    private static long offset(Matcher match) {
        long seconds =
                Long.parseLong(match.group(9)) * 3600
                        + (match.group(10) == null ? 0 : Long.parseLong(match.group(10)) * 60)
                        + (match.group(11) == null ? 0 : Long.parseLong(match.group(11)));
        return (match.group(8).equals("-") ? -seconds : seconds) * 1_000_000;
    }
}
