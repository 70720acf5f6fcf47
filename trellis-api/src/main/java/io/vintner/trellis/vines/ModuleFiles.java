package io.vintner.trellis.vines;

import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The files of a Terraform module, by their path below the module's folder. Every path stays in
 * that folder and leaves the Tendril's own files alone, whoever unpacks it.
 */
public record ModuleFiles(SortedMap<String, String> files) {

    /** Most files in one module. */
    static final int FILES_MAX = 200;

    /** Most bytes (UTF-8) of all paths and texts together. */
    static final int BYTES_MAX = 1 << 20;

    private static final int PATH_CHARS_MAX = 255;
    private static final Pattern SEGMENT =
            Pattern.compile("[A-Za-z0-9_@+=][A-Za-z0-9._@+= -]*|\\.[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern OWN_FILES =
            Pattern.compile(
                    "terraform\\.tfstate.*|terraform\\.tfvars(\\.json)?|\\.terraform|errored\\.tfstate");

    public ModuleFiles {
        files = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /**
     * Reads and checks a module that a caller sent.
     *
     * @throws ProblemException naming the first path or limit that is wrong
     */
    public static ModuleFiles checked(Map<String, String> files) {
        if (files.size() > FILES_MAX) {
            throw tooLarge("at most " + FILES_MAX + " files");
        }
        long bytes = 0;
        boolean configuration = false;
        for (var file : files.entrySet()) {
            String path = file.getKey();
            checkPath(path, files);
            String text = file.getValue();
            if (text == null || text.indexOf('\0') >= 0) {
                throw ProblemException.invalid("module.files", "must be texts without NUL");
            }
            bytes += path.length() + text.getBytes(StandardCharsets.UTF_8).length;
            configuration |= isConfiguration(path);
        }
        if (bytes > BYTES_MAX) {
            throw tooLarge("at most " + BYTES_MAX + " bytes");
        }
        if (!configuration) {
            throw ProblemException.invalid(
                    "module.files", "must have a .tf or .tf.json file at the top");
        }
        return new ModuleFiles(new TreeMap<>(files));
    }

    private static boolean isConfiguration(String path) {
        return path.indexOf('/') < 0 && (path.endsWith(".tf") || path.endsWith(".tf.json"));
    }

    private static void checkPath(String path, Map<String, String> files) {
        if (path.length() > PATH_CHARS_MAX) {
            throw refused(path.substring(0, PATH_CHARS_MAX), "is too long");
        }
        String[] segments = path.split("/", -1);
        for (String segment : segments) {
            if (!SEGMENT.matcher(segment).matches()) {
                throw refused(path, "has a part that is no plain file name");
            }
        }
        if (OWN_FILES.matcher(segments[0]).matches()) {
            throw refused(path, "belongs to the Tendril");
        }
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (files.containsKey(path.substring(0, slash))) {
                throw refused(path, "lies in a file");
            }
        }
    }

    private static ProblemException refused(String path, String complaint) {
        return new ProblemException(
                ProblemType.MODULE_PATH_REFUSED,
                "a module file's path " + complaint,
                Map.of("path", path));
    }

    private static ProblemException tooLarge(String limit) {
        return new ProblemException(ProblemType.MODULE_TOO_LARGE, "a module has " + limit);
    }
}
