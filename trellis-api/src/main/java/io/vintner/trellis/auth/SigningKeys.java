package io.vintner.trellis.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import io.vintner.trellis.database.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The keys whose signatures are trusted. A token names a key and an algorithm; it gets that key
 * only if the key is made for that algorithm, so that a public key can never serve as a secret. Key
 * sets are remembered and read again by the JOSE library; what cannot be read leaves the last good
 * set in force. Thread-safe; may wait for a reading.
 */
@ApplicationScoped
class SigningKeys {

    private static final Logger LOG = Logger.getLogger(SigningKeys.class);
    private static final Set<String> HMAC = Set.of("HS256", "HS384", "HS512");
    private static final int SECRET_BYTES_LEAST = 32;
    private static final int RSA_BITS_LEAST = 2048;

    private final @Nullable OctetSequenceKey secret;
    private final List<JWKSource<SecurityContext>> sets;

    SigningKeys(TokenConfig config) {
        this.secret = config.jwtSecret().map(SigningKeys::shared).orElse(null);
        TokenConfig.Jwks jwks = config.jwks();
        if (jwks.pauseMin().compareTo(jwks.interval()) >= 0) {
            throw new IllegalArgumentException(
                    "vintner.trellis.token.jwks.pause-min must be shorter than .interval");
        }
        List<JwksSource> sources = new ArrayList<>();
        jwks.file().ifPresent(file -> sources.add(JwksSource.file(file, jwks)));
        jwks.url().ifPresent(url -> sources.add(JwksSource.url(url, jwks)));
        this.sets = sources.stream().map(source -> remembered(source, jwks)).toList();
    }

    private static OctetSequenceKey shared(Secret secret) {
        byte[] bytes = secret.value().getBytes(StandardCharsets.UTF_8);
        if (bytes.length < SECRET_BYTES_LEAST) {
            throw new IllegalArgumentException(
                    "vintner.trellis.token.jwt-secret must have at least 32 bytes");
        }
        return new OctetSequenceKey.Builder(bytes).build();
    }

    private static JWKSource<SecurityContext> remembered(JwksSource source, TokenConfig.Jwks jwks) {
        return JWKSourceBuilder.create(source)
                .cache(jwks.interval().toMillis(), jwks.readMax().toMillis())
                .refreshAheadCache(false)
                .rateLimited(jwks.pauseMin().toMillis())
                .outageTolerantForever()
                .build();
    }

    /** Whether there is a key now; reads the key sets if that was not done yet. */
    boolean any() {
        return secret != null
                || sets.stream().anyMatch(set -> !find(set, new JWKMatcher.Builder()).isEmpty());
    }

    /**
     * The key that a token's signature must be of; null if nobody may sign so. Asks those who
     * publish keys again when none of that name is known, if that is allowed now.
     */
    @Nullable JWK find(JWSHeader header) {
        if (HMAC.contains(header.getAlgorithm().getName())) {
            return secret;
        }
        String id = header.getKeyID();
        Optional<JWKMatcher.Builder> wanted = madeFor(header.getAlgorithm());
        if (id == null || wanted.isEmpty()) {
            return null;
        }
        return sets.stream()
                .flatMap(set -> find(set, wanted.get().keyID(id)).stream())
                .findFirst()
                .orElse(null);
    }

    private static List<JWK> find(JWKSource<SecurityContext> set, JWKMatcher.Builder wanted) {
        try {
            return set.get(new JWKSelector(wanted.build()), null);
        } catch (KeySourceException unavailable) {
            LOG.debug("keys are not available", unavailable);
            return List.of();
        }
    }

    /** Keys of the algorithm's type and curve that name no other algorithm. */
    private static Optional<JWKMatcher.Builder> madeFor(JWSAlgorithm algorithm) {
        return Optional.ofNullable(
                switch (algorithm.getName()) {
                    case "RS256", "RS384", "RS512" ->
                            of(KeyType.RSA, algorithm, null).minKeySize(RSA_BITS_LEAST);
                    case "ES256" -> of(KeyType.EC, algorithm, null).curve(Curve.P_256);
                    case "ES384" -> of(KeyType.EC, algorithm, null).curve(Curve.P_384);
                    case "ES512" -> of(KeyType.EC, algorithm, null).curve(Curve.P_521);
                    // EdDSA and the name of the curve are two names of one algorithm (RFC 9864).
                    case "EdDSA" ->
                            of(
                                            KeyType.OKP,
                                            JWSAlgorithm.EdDSA,
                                            JWSAlgorithm.Ed25519,
                                            JWSAlgorithm.Ed448,
                                            null)
                                    .curves(Curve.Ed25519, Curve.Ed448);
                    case "Ed25519" ->
                            of(KeyType.OKP, JWSAlgorithm.EdDSA, algorithm, null)
                                    .curve(Curve.Ed25519);
                    case "Ed448" ->
                            of(KeyType.OKP, JWSAlgorithm.EdDSA, algorithm, null).curve(Curve.Ed448);
                    default -> null;
                });
    }

    private static JWKMatcher.Builder of(KeyType type, @Nullable JWSAlgorithm... named) {
        return new JWKMatcher.Builder().keyType(type).algorithms(named);
    }

    /** Whether the signature is that of {@code key}. */
    static boolean signed(JWSObject token, JWK key) {
        try {
            return switch (key) {
                case OctetSequenceKey shared -> token.verify(new MACVerifier(shared));
                case RSAKey rsa -> token.verify(new RSASSAVerifier(rsa));
                case ECKey ec -> token.verify(new ECDSAVerifier(ec));
                case OctetKeyPair pair ->
                        Edwards.signed(
                                pair, token.getSigningInput(), token.getSignature().decode());
                default -> false;
            };
        } catch (JOSEException | GeneralSecurityException noSignature) {
            return false;
        }
    }
}
