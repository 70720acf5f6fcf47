package io.vintner.gateway.match;

/**
 * One live subscription of one channel; two are the same only if they are one object. Whoever
 * subscribed keeps it to find the channel of a {@link Delivery} and to unsubscribe.
 */
public interface Subscription {}
