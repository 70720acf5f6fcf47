/**
 * The Supabase Realtime wire: frames in and out, in both serializers
 * (docs/contracts/realtime-frames.md). Knows JSON and bytes, nothing of sockets, channels or
 * tables. Frames come from and go to {@code socket}; changes are encoded here once and shared.
 */
@NullMarked
package io.vintner.gateway.protocol;

import org.jspecify.annotations.NullMarked;
