package io.vintner.gateway.filter;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The number types. */
final class NumberTypes {

    static final ColumnType<Long> INTEGER = new Int();
    static final ColumnType<Numeric> NUMERIC = new NumericType();
    static final ColumnType<Double> FLOAT4 = new Floating(true);
    static final ColumnType<Double> FLOAT8 = new Floating(false);

    private NumberTypes() {}

    /** {@code int2} to {@code int8} and {@code oid}; PostgreSQL compares them across widths. */
    private record Int() implements ColumnType<Long> {
        @Override
        public Long read(String text) {
            return Long.valueOf(text);
        }

        @Override
        public int compare(Long one, Long other) {
            return Long.compare(one, other);
        }
    }

    /**
     * A {@code numeric}: a number without its trailing zeros, or one of the three that are none.
     *
     * @param rank -1 for minus infinity, 0 for numbers, 1 for infinity, 2 for NaN, which is above
     *     all and equal to itself
     * @param number null unless the rank is 0
     */
    record Numeric(int rank, @Nullable BigDecimal number) {

        int compareTo(Numeric other) {
            if (number == null || other.number == null) {
                return Integer.compare(rank, other.rank);
            }
            return number.compareTo(other.number);
        }
    }

    private record NumericType() implements ColumnType<Numeric> {
        @Override
        public Numeric read(String text) {
            return switch (text) {
                case "NaN" -> new Numeric(2, null);
                case "Infinity" -> new Numeric(1, null);
                case "-Infinity" -> new Numeric(-1, null);
                default -> new Numeric(0, new BigDecimal(text).stripTrailingZeros());
            };
        }

        @Override
        public int compare(Numeric one, Numeric other) {
            return one.compareTo(other);
        }
    }

    /**
     * {@code float4} and {@code float8}: NaN is above all and equal to itself, -0 equals 0.
     *
     * @param single whether values have only the precision of {@code float4}
     */
    private record Floating(boolean single) implements ColumnType<Double> {
        @Override
        public Double read(String text) {
            double value = single ? Float.parseFloat(text) : Double.parseDouble(text);
            return value == 0 ? 0.0 : value;
        }

        @Override
        public int compare(Double one, Double other) {
            return Double.compare(one, other);
        }
    }
}
