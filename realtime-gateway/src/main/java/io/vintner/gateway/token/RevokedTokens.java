package io.vintner.gateway.token;

/** Which tokens may no longer be used although they are genuine and in time. Never waits. */
public interface RevokedTokens {

    /** No token is revoked. */
    RevokedTokens NONE = _ -> false;

    /** Whether the token that makes these claims is revoked. */
    boolean cover(Claims claims);
}
