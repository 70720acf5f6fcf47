package io.vintner.trellis.auth;

import java.util.UUID;

/** Names a user: the {@code sub} of their tokens, the {@code user_id} of their rows. */
public record UserId(UUID value) {}
