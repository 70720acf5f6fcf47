package io.vintner.gateway.match;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is told of changes beyond what Supabase Realtime tells. */
@ConfigMapping(prefix = "vintner.gateway.changes")
public interface ChangesConfig {

    /**
     * Whether a TRUNCATE is told to those who hear of deletes: as a DELETE with an error instead of
     * an old row.
     */
    @WithDefault("false")
    boolean truncateEvents();
}
