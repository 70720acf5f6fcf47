package io.vintner.gateway.token;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Signatures computed by a native library (AWS-LC, by way of the Amazon Corretto Crypto Provider),
 * or by the JDK on a machine for which there is none. An ES256 signature takes 0.08 ms there; the
 * JDK needs 0.4 ms once its code is compiled by the second compiler, 2 ms before, and when a
 * gateway has just started, everybody comes at once. Thread-safe.
 */
final class NativeCrypto {

    private static final Logger LOG = Logger.getLogger(NativeCrypto.class);

    private static final @Nullable Provider PROVIDER = load();

    private NativeCrypto() {}

    /** A signature by its name of the JDK. */
    static Signature signature(String name) throws GeneralSecurityException {
        return PROVIDER != null && PROVIDER.getService("Signature", name) != null
                ? Signature.getInstance(name, PROVIDER)
                : Signature.getInstance(name);
    }

    private static @Nullable Provider load() {
        AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
        Throwable missing = provider.getLoadingError();
        if (missing != null) {
            LOG.warnf(
                    "signatures are checked by the JDK, which is slower: the native library cannot"
                            + " be loaded (%s)",
                    missing.getMessage());
            return null;
        }
        return provider;
    }
}
