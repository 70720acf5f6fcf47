package io.vintner.trellis.vines;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import java.util.TreeMap;

/** Where a module comes from, as a caller says it. Only inline files are served. */
final class ModuleSource {

    private ModuleSource() {}

    /**
     * The files of {@code {"files": {"main.tf": "…"}}}.
     *
     * @throws ProblemException for any other source and for files that are refused
     */
    static ModuleFiles files(JsonNode module) {
        var keys = module.fieldNames();
        while (keys.hasNext()) {
            String key = keys.next();
            if (!key.equals("files")) {
                throw new ProblemException(
                        ProblemType.MODULE_SOURCE_NOT_SUPPORTED,
                        "a module is given as files, inline; other sources are not served");
            }
        }
        JsonNode files = module.path("files");
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
        return ModuleFiles.checked(texts);
    }
}
