package io.vintner.tendril.control;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a vine's module comes from. */
public sealed interface ModuleSource {

    /**
     * It stands in the configuration itself.
     *
     * @param files text of the module's files by their name
     */
    record InlineFiles(Map<String, String> files) implements ModuleSource {

        public InlineFiles {
            files = Map.copyOf(files);
        }

        /** The texts are the user's: their count only. */
        @Override
        public String toString() {
            return "InlineFiles[%d]".formatted(files.size());
        }
    }

    /**
     * A commit of a git repository.
     *
     * @param url over https or ssh; the control plane has refused any other
     * @param ref a branch, a tag, or a commit by its whole id
     * @param subfolder where Terraform runs; null: at the repository's top
     */
    record Git(String url, String ref, @Nullable String subfolder) implements ModuleSource {}

    /**
     * A module of a Terraform registry.
     *
     * @param address {@code host/namespace/name/provider}; without a host it is Terraform's own
     *     registry
     * @param version one, or a constraint
     * @param subfolder where Terraform runs; null: at the module's top
     */
    record Registry(String address, String version, @Nullable String subfolder)
            implements ModuleSource {}

    /**
     * Files that its owner has uploaded to the control plane.
     *
     * @param sha256 of the bundle, in hexadecimal digits
     * @param subfolder where Terraform runs; null: at the bundle's top
     */
    record Bundle(String sha256, @Nullable String subfolder) implements ModuleSource {}

    /** Of a kind that this agent does not know: its job can only fail. */
    record Unknown() implements ModuleSource {}
}
