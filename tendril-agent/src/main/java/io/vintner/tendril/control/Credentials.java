package io.vintner.tendril.control;

/** Who this agent is, and what proves it. */
public record Credentials(TendrilId id, Secret token) {}
