/**
 * Reads the relay's change feed (docs/contracts/change-feed.md): connects, resumes, drops repeats,
 * notices gaps, and hands the changes on in commit order. Knows no channels and no clients.
 */
@NullMarked
package io.vintner.gateway.intake;

import org.jspecify.annotations.NullMarked;
