package io.vintner.gateway.filter;

/**
 * Texts under a deterministic collation: equal if they are the same bytes.
 *
 * @param isOrdered whether the collation orders them as their bytes
 * @param padded {@code char(n)}: trailing blanks do not count
 */
record TextType(boolean isOrdered, boolean padded) implements ColumnType<String> {

    @Override
    public String read(String text) {
        if (!padded) {
            return text;
        }
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(0, end);
    }

    /** By code point, which is the order of the UTF-8 bytes (UTF-16's own order is another). */
    @Override
    public int compare(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        for (int index = 0; index < shorter; index++) {
            char a = one.charAt(index);
            char b = other.charAt(index);
            if (a != b) {
                boolean bothOrNone = Character.isSurrogate(a) == Character.isSurrogate(b);
                return bothOrNone ? Character.compare(a, b) : Character.isSurrogate(a) ? 1 : -1;
            }
        }
        return Integer.compare(one.length(), other.length());
    }
}
