package io.vintner.gateway.token;

import java.util.Set;

/**
 * What is asked of a token besides its signature.
 *
 * @param roles that a token may claim
 * @param pinned claims with one permitted value
 * @param opaque keys that are no tokens
 * @param rememberedMax how many verified tokens are remembered
 */
public record TokenRules(
        Set<String> roles, PinnedClaims pinned, OpaqueKeys opaque, int rememberedMax) {

    public TokenRules {
        roles = Set.copyOf(roles);
    }

    /**
     * As configured.
     *
     * @param opaqueKeys {@code key=role}, by commas or lines; empty for none
     * @throws IllegalArgumentException if the pinned claims or the opaque keys cannot be read
     */
    public static TokenRules of(TokenConfig config, String opaqueKeys) {
        return new TokenRules(
                config.roles(),
                config.pinnedClaims().map(PinnedClaims::parse).orElseGet(PinnedClaims::none),
                OpaqueKeys.parse(opaqueKeys, config.roles()),
                config.rememberedMax());
    }

    /** Names no key. */
    @Override
    public String toString() {
        return "TokenRules[roles=" + roles + "]";
    }
}
