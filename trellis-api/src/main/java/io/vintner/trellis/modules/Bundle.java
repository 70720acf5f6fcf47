package io.vintner.trellis.modules;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What is known of an uploaded bundle, without its bytes.
 *
 * @param sha256 of the bundle as it is stored, in hex: its name
 * @param bytes its size as it is stored
 * @param files how many it has
 * @param folders those with Terraform files, the top as an empty text
 */
@Schema(name = "ModuleBundle")
public record Bundle(
        String sha256, long bytes, int files, List<String> folders, OffsetDateTime createdAt) {

    public Bundle {
        folders = List.copyOf(folders);
    }
}
