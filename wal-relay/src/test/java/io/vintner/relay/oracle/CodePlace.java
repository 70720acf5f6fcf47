package io.vintner.relay.oracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * A place in the relay's code: a method, and where in it.
 *
 * @param className in its binary form
 * @param method every one of that name
 * @param stop where in the method
 * @param statement a piece of the source line before which {@link Stop#BEFORE} means to stop
 */
record CodePlace(String className, String method, Stop stop, String statement) {

    private static final String ROOT = "io.vintner.relay.";
    private static final Path SOURCES = Path.of("src/main/java");

    enum Stop {
        /** Before its first statement. */
        ENTRY,
        /** Before one of its statements. */
        BEFORE,
        /** After its last statement. */
        END
    }

    /**
     * @param type after {@code io.vintner.relay.}
     */
    static CodePlace entry(String type, String method) {
        return new CodePlace(ROOT + type, method, Stop.ENTRY, "");
    }

    static CodePlace before(String type, String method, String statement) {
        return new CodePlace(ROOT + type, method, Stop.BEFORE, statement);
    }

    static CodePlace end(String type, String method) {
        return new CodePlace(ROOT + type, method, Stop.END, "");
    }

    /** The line of the statement among the lines of the method; empty if it is not there. */
    OptionalInt lineAmong(List<Integer> linesOfMethod) throws IOException {
        List<String> source = Files.readAllLines(sourceFile());
        return linesOfMethod.stream()
                .filter(line -> source.get(line - 1).contains(statement))
                .mapToInt(Integer::intValue)
                .findFirst();
    }

    /** Where the compiler put the class. */
    Path classFile() {
        return Path.of("target/classes", className.replace('.', '/') + ".class");
    }

    private Path sourceFile() {
        int nested = className.indexOf('$');
        String outer = nested < 0 ? className : className.substring(0, nested);
        return SOURCES.resolve(outer.replace('.', '/') + ".java");
    }
}
