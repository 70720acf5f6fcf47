package io.vintner.trellis.modules;

import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The rule for the names of files and folders of modules: none leads out of its folder. */
final class ModulePath {

    private static final int CHARS_MAX = 255;

    private static final Pattern SEGMENT =
            Pattern.compile("[A-Za-z0-9_@+=][A-Za-z0-9._@+= -]*|\\.[A-Za-z0-9][A-Za-z0-9._-]*");

    private ModulePath() {}

    /**
     * @return the path's parts
     * @throws ProblemException {@code module-path-refused}
     */
    static String[] check(String path) {
        if (path.length() > CHARS_MAX) {
            throw refused(path.substring(0, CHARS_MAX), "is too long");
        }
        String[] segments = path.split("/", -1);
        for (String segment : segments) {
            if (!SEGMENT.matcher(segment).matches()) {
                throw refused(path, "has a part that is no plain file name");
            }
        }
        return segments;
    }

    /**
     * Refuses a file below another one.
     *
     * @param files the paths of all
     */
    static void refuseInFile(String path, Set<String> files) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (files.contains(path.substring(0, slash))) {
                throw refused(path, "lies in a file");
            }
        }
    }

    /** Whether Terraform reads it as configuration; the name without its folder. */
    static boolean isConfiguration(String name) {
        return name.endsWith(".tf") || name.endsWith(".tf.json");
    }

    static ProblemException refused(String path, String complaint) {
        return new ProblemException(
                ProblemType.MODULE_PATH_REFUSED,
                "a module file's path " + complaint,
                Map.of("path", path));
    }
}
