package io.vintner.trellis.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpaqueTokenTest {

    @Test
    void aTokenMatchesItsOwnHashOnly() {
        // Given
        OpaqueToken token = OpaqueToken.create("vtw");
        OpaqueToken other = OpaqueToken.create("vtw");

        // Then
        assertThat(new OpaqueToken(token.clear()).matches(token.hash())).isTrue();
        assertThat(other.matches(token.hash())).isFalse();
        assertThat(token.hash()).hasSize(32);
        assertThat(token.clear()).startsWith("vtw_").hasSize(47).isNotEqualTo(other.clear());
        assertThat(token.toString()).isEqualTo("***");
    }
}
