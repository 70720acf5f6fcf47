package io.vintner.gateway.channel;

/**
 * Who hears by a subscription.
 *
 * @param bindingId the number of the binding in that channel
 */
public record Listener(Channel channel, long bindingId) {}
