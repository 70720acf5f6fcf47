package io.vintner.trellis.modules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
public record ModuleFiles(SortedMap<String, String> files) implements ModuleSource {

    /** Most files in one module. */
    static final int FILES_MAX = 200;

    /** Most bytes (UTF-8) of all paths and texts together. */
    static final int BYTES_MAX = 1 << 20;

    private static final Pattern OWN_FILES =
            Pattern.compile(
                    "terraform\\.tfstate.*|terraform\\.tfvars(\\.json)?|\\.terraform|errored\\.tfstate");

    public ModuleFiles {
        files = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    static ModuleFiles stored(JsonNode files) {
        TreeMap<String, String> texts = new TreeMap<>();
        files.properties().forEach(file -> texts.put(file.getKey(), file.getValue().asText()));
        return new ModuleFiles(texts);
    }

    static ModuleFiles checked(JsonNode files) {
        if (!files.isObject()) {
            throw ProblemException.invalid("module.files", "must be an object of path to text");
        }
        TreeMap<String, String> texts = new TreeMap<>();
        for (var file : files.properties()) {
            if (!file.getValue().isTextual()) {
                throw ProblemException.invalid("module.files", "must be an object of path to text");
            }
            texts.put(file.getKey(), file.getValue().textValue());
        }
        return checked(texts);
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
        return path.indexOf('/') < 0 && ModulePath.isConfiguration(path);
    }

    private static void checkPath(String path, Map<String, String> files) {
        String[] segments = ModulePath.check(path);
        if (OWN_FILES.matcher(segments[0]).matches()) {
            throw ModulePath.refused(path, "belongs to the Tendril");
        }
        ModulePath.refuseInFile(path, files.keySet());
    }

    @Override
    public Kind kind() {
        return Kind.FILES;
    }

    @Override
    public ObjectNode content() {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        files.forEach(content::put);
        return content;
    }

    private static ProblemException tooLarge(String limit) {
        return new ProblemException(ProblemType.MODULE_TOO_LARGE, "a module has " + limit);
    }
}
