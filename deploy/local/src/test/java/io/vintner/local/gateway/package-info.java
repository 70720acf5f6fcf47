/**
 * The gateway's promises as its clients meet them: the packaged relay and gateway as processes of
 * their own on a real PostgreSQL, the newest unmodified clients in Node and in a browser. Knows
 * nothing of the control plane.
 */
@NullMarked
package io.vintner.local.gateway;

import org.jspecify.annotations.NullMarked;
