package io.vintner.tendril;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * An executable that answers as Terraform does, and does whatever the module's {@code plan.sh} and
 * {@code apply.sh} say, for faults that the real one cannot be talked into.
 */
final class FakeTerraform {

    private static final String SCRIPT =
            """
            #!/bin/sh
            case "$1" in
            version) echo '{"terraform_version": "9.9.9"}' ;;
            show) echo '{"resource_changes": [], "values": {"root_module": {}}}' ;;
            output) echo '{}' ;;
            plan) : > plan.tfplan; [ ! -f plan.sh ] || . ./plan.sh ;;
            apply) [ ! -f apply.sh ] || . ./apply.sh ;;
            esac
            """;

    private FakeTerraform() {}

    /** Puts it into a folder, which then serves as a search path. */
    static Path install(Path folder) throws IOException {
        Path executable = Files.writeString(folder.resolve("terraform"), SCRIPT);
        Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }
}
