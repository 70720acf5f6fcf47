package io.vintner.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeCryptoTest {

    @ParameterizedTest
    @EnabledOnOs(OS.LINUX)
    @ValueSource(
            strings = {
                "SHA256withECDSAinP1363Format",
                "SHA384withECDSAinP1363Format",
                "SHA512withECDSAinP1363Format",
                "SHA256withRSA",
                "SHA512withRSA"
            })
    void signaturesOfTokensAreComputedByTheNativeLibrary(String name) throws Exception {
        // When
        String provider = NativeCrypto.signature(name).getProvider().getName();

        // Then
        assertThat(provider).isEqualTo("AmazonCorrettoCryptoProvider");
    }

    @Test
    void whatTheNativeLibraryDoesNotHaveIsTheJdks() throws Exception {
        // When
        String provider = NativeCrypto.signature("MD5withRSA").getProvider().getName();

        // Then
        assertThat(provider).isEqualTo("SunRsaSign");
    }
}
