package io.vintner.gateway.socket;

import io.vintner.gateway.MemoryAudience;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

/** The audience of the gateway in tests of the wire. */
@Alternative
@Priority(1)
@ApplicationScoped
public class AudienceInMemory extends MemoryAudience {}
