package io.vintner.trellis.tendrils;

import jakarta.validation.constraints.NotNull;
import java.util.UUID;

/** A job that a Tendril believes to hold, by its lease's epoch. */
public record HeldJob(@NotNull UUID id, long epoch) {}
