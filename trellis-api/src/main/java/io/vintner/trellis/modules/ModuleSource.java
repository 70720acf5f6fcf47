package io.vintner.trellis.modules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * Where a module comes from. In JSON it is an object of one member, named after its kind: {@code
 * {"files": {"main.tf": "…"}}}, {@code {"git": {…}}}.
 */
public sealed interface ModuleSource permits ModuleFiles, GitModule, RegistryModule, ModuleBundle {

    /** The word for what this is; a Tendril says which of them it knows. */
    Kind kind();

    /** What stands under the kind's word in JSON; the same source always gives the same text. */
    ObjectNode content();

    /** Its one JSON form. */
    default ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set(kind().word(), content());
        return json;
    }

    /** The kinds there are. */
    enum Kind {
        FILES,
        GIT,
        REGISTRY,
        BUNDLE;

        /** Its name on the wire and in tables. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        /** Whether what a kind stands for may be another thing tomorrow: a branch moves. */
        public static boolean moves(String word) {
            return word.equals(GIT.word()) || word.equals(REGISTRY.word());
        }

        static @Nullable Kind of(String word) {
            for (Kind kind : values()) {
                if (kind.word().equals(word)) {
                    return kind;
                }
            }
            return null;
        }
    }

    /**
     * Reads and checks what a caller says.
     *
     * @throws ProblemException for a kind that is not known, for several at once, and for what the
     *     kind refuses
     */
    static ModuleSource checked(JsonNode module) {
        var names = module.fieldNames();
        Kind kind = names.hasNext() ? Kind.of(names.next()) : Kind.FILES;
        if (kind == null || names.hasNext()) {
            throw new ProblemException(
                    ProblemType.MODULE_SOURCE_NOT_SUPPORTED,
                    "a module is given as one of files, git, registry, bundle");
        }
        JsonNode content = module.path(kind.word());
        return switch (kind) {
            case FILES -> ModuleFiles.checked(content);
            case GIT -> GitModule.checked(new SourceFields("module.git", content));
            case REGISTRY -> RegistryModule.checked(new SourceFields("module.registry", content));
            case BUNDLE -> ModuleBundle.checked(new SourceFields("module.bundle", content));
        };
    }

    /** Reads what {@link #json()} wrote; it was checked then. */
    static ModuleSource stored(JsonNode module) {
        Kind kind = Kind.of(module.fieldNames().next());
        if (kind == null) {
            throw new IllegalStateException("a stored module of a kind that is not known");
        }
        JsonNode content = module.path(kind.word());
        return switch (kind) {
            case FILES -> ModuleFiles.stored(content);
            case GIT -> GitModule.stored(content);
            case REGISTRY -> RegistryModule.stored(content);
            case BUNDLE -> ModuleBundle.stored(content);
        };
    }
}
