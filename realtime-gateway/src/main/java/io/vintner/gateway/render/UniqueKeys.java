package io.vintner.gateway.render;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Leaves only the last of several values under one key. PostgreSQL's {@code json} keeps them all,
 * and clients differ in which they take; {@code jsonb}, and what is expected here, has the last.
 * Takes one pass, however deep the text is nested.
 */
final class UniqueKeys {

    private final String text;
    private final Deque<Level> levels = new ArrayDeque<>();

    /** For every place where something begins that is left out, where it ends. */
    private final Map<Integer, Integer> leftOut = new HashMap<>();

    private UniqueKeys(String text) {
        this.text = text;
    }

    /** An object or an array that is being read. */
    private static final class Level {

        private final boolean isObject;
        private final Map<String, Integer> members = new HashMap<>();
        private final List<Integer> starts = new ArrayList<>();
        private boolean keyComes;

        Level(boolean isObject) {
            this.isObject = isObject;
            this.keyComes = isObject;
        }
    }

    /**
     * The same text where all keys are unique already.
     *
     * @param text JSON, as PostgreSQL has checked it
     */
    static String of(String text) {
        int colon = text.indexOf(':');
        if (colon < 0 || colon == text.lastIndexOf(':')) {
            return text;
        }
        return new UniqueKeys(text).shortened();
    }

    private String shortened() {
        int at = 0;
        while (at < text.length()) {
            switch (text.charAt(at)) {
                case '"' -> at = string(at);
                case '{' -> levels.push(new Level(true));
                case '[' -> levels.push(new Level(false));
                case '}', ']' -> levels.poll();
                case ',' -> {
                    Level level = levels.peek();
                    if (level != null) {
                        level.keyComes = level.isObject;
                    }
                }
                default -> {}
            }
            at++;
        }
        return leftOut.isEmpty() ? text : withoutLeftOut();
    }

    /** Reads a string; returns where its closing quote is. */
    private int string(int start) {
        int end = start + 1;
        boolean escaped = false;
        while (end < text.length() && text.charAt(end) != '"') {
            boolean escape = text.charAt(end) == '\\';
            escaped |= escape;
            end += escape ? 2 : 1;
        }
        Level level = levels.peek();
        if (level != null && level.keyComes && end < text.length()) {
            level.keyComes = false;
            String raw = text.substring(start + 1, end);
            member(level, escaped ? unescaped(raw) : raw, start);
        }
        return end;
    }

    /** A member goes from its key to the next one, so whatever has a later twin has an end. */
    private void member(Level level, String key, int start) {
        int number = level.starts.size();
        level.starts.add(start);
        Integer earlier = level.members.put(key, number);
        if (earlier != null) {
            leftOut.put(level.starts.get(earlier), level.starts.get(earlier + 1));
        }
    }

    private static String unescaped(String raw) {
        StringBuilder key = new StringBuilder(raw.length());
        for (int index = 0; index < raw.length(); index++) {
            char here = raw.charAt(index);
            if (here != '\\' || index + 1 == raw.length()) {
                key.append(here);
                continue;
            }
            char escape = raw.charAt(++index);
            switch (escape) {
                case 'n' -> key.append('\n');
                case 'r' -> key.append('\r');
                case 't' -> key.append('\t');
                case 'b' -> key.append('\b');
                case 'f' -> key.append('\f');
                case 'u' -> {
                    String digits = raw.substring(index + 1, Math.min(index + 5, raw.length()));
                    if (digits.matches("[0-9a-fA-F]{4}")) {
                        key.append((char) Integer.parseInt(digits, 16));
                        index += 4;
                    }
                }
                default -> key.append(escape);
            }
        }
        return key.toString();
    }

    private String withoutLeftOut() {
        StringBuilder kept = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            Integer end = leftOut.get(at);
            if (end != null) {
                at = end;
            } else {
                kept.append(text.charAt(at++));
            }
        }
        return kept.toString();
    }
}
