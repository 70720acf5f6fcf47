package io.vintner.trellis.plans;

import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a plan, without its bytes.
 *
 * @param jobId the PLAN that made it
 * @param configHash of the configuration that it was made from
 * @param stateVersion of the state that it was made from; 0 when there was none
 * @param moduleVersion what exactly the module was that it was made from, as its Tendril names it
 *     (a commit, for instance); null for a module whose configuration says all
 * @param sha256 of the artefact, in hex
 * @param bytes size of the artefact
 * @param usedBy the DEPLOY that applies it; null: none yet
 * @param expiresAt from when on it may not be applied
 */
@Schema(name = "Plan")
public record Plan(
        UUID jobId,
        String configHash,
        long stateVersion,
        @Nullable String moduleVersion,
        String sha256,
        long bytes,
        @Nullable UUID usedBy,
        OffsetDateTime createdAt,
        OffsetDateTime expiresAt) {}
