package io.vintner.local.gateway;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** A user, whose tokens have an id each, so that no two are the same. */
record Bearer(String id) {

    /** Somebody whom nobody else is. */
    static Bearer anyone() {
        return new Bearer(UUID.randomUUID().toString());
    }

    /** A token that is good for an hour. */
    String token() {
        return token(Instant.now().plusSeconds(3600));
    }

    String token(Instant expiresAt) {
        return GatewayStack.token(
                Map.of("role", "authenticated", "sub", id, "jti", UUID.randomUUID().toString()),
                expiresAt);
    }

    /** The key of those who are nobody yet. */
    static String anonKey() {
        return GatewayStack.token(Map.of("role", "anon"));
    }
}
