package io.vintner.gateway.filter;

import java.util.Arrays;
import java.util.HexFormat;

/** Types whose text is their value. */
final class PlainTypes {

    static final ColumnType<Boolean> BOOL = new Bool();
    static final ColumnType<java.util.UUID> UUID = new Uuid();
    static final ColumnType<Bytes> BYTEA = new Bytea();

    private PlainTypes() {}

    private record Bool() implements ColumnType<Boolean> {
        @Override
        public Boolean read(String text) {
            return switch (text) {
                case "t" -> true;
                case "f" -> false;
                default -> throw new IllegalArgumentException("neither t nor f");
            };
        }

        @Override
        public int compare(Boolean one, Boolean other) {
            return Boolean.compare(one, other);
        }
    }

    private record Uuid() implements ColumnType<java.util.UUID> {
        @Override
        public java.util.UUID read(String text) {
            if (text.length() != 36) {
                throw new IllegalArgumentException("no uuid as PostgreSQL prints it");
            }
            return java.util.UUID.fromString(text);
        }

        /** By bytes, unsigned; Java's own order is signed. */
        @Override
        public int compare(java.util.UUID one, java.util.UUID other) {
            int high =
                    Long.compareUnsigned(
                            one.getMostSignificantBits(), other.getMostSignificantBits());
            return high != 0
                    ? high
                    : Long.compareUnsigned(
                            one.getLeastSignificantBits(), other.getLeastSignificantBits());
        }
    }

    /** Bytes that are equal if their content is. */
    static final class Bytes {
        private final byte[] content;

        Bytes(byte[] content) {
            this.content = content;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes bytes && Arrays.equals(bytes.content, content);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(content);
        }
    }

    private record Bytea() implements ColumnType<Bytes> {
        @Override
        public Bytes read(String text) {
            if (!text.startsWith("\\x")) {
                throw new IllegalArgumentException("no bytea in hexadecimal form");
            }
            return new Bytes(HexFormat.of().parseHex(text, 2, text.length()));
        }

        @Override
        public int compare(Bytes one, Bytes other) {
            return Arrays.compareUnsigned(one.content, other.content);
        }
    }
}
