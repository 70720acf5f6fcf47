/**
 * The realtime gateway: WebSocket channels of the Supabase Realtime protocol over changes that the
 * relay reads from PostgreSQL's log. This package puts the parts together, starts and stops them,
 * and says whether they work.
 */
@NullMarked
package io.vintner.gateway;

import org.jspecify.annotations.NullMarked;
