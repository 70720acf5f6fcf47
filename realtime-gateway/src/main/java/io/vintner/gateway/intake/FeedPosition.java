package io.vintner.gateway.intake;

import io.vintner.change.ChangePosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the feed has been read.
 *
 * @param committedAt the commit time that came with the position; null if none did
 */
record FeedPosition(ChangePosition position, @Nullable Instant committedAt) {}
