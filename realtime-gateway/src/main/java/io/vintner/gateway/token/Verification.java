package io.vintner.gateway.token;

/** What became of a token. */
public sealed interface Verification {

    /** It is genuine, in force, and its role may be used here. */
    record Accepted(Claims claims) implements Verification {}

    /**
     * It cannot be used.
     *
     * @param cause of a closed set
     * @param message for the client; never holds a part of the token
     */
    record Rejected(Cause cause, String message) implements Verification {}

    /** Why a token cannot be used; the operational code of realtime-frames.md. */
    enum Cause {
        /** Not yet valid, or without the claims that are needed. */
        INVALID("InvalidJWTToken"),
        /** Its time is over. */
        EXPIRED("InvalidJWTToken"),
        /** It was withdrawn before its time. */
        REVOKED("InvalidJWTToken"),
        /** No token at all, by its form. */
        MALFORMED("MalformedJWT"),
        /** Not signed by a key that is trusted. */
        SIGNATURE("JwtSignatureError"),
        /** Signed in a way that is not allowed here. */
        SIGNER("JwtSignerError"),
        /** The role is none that clients may take. */
        ROLE("Unauthorized");

        private final String code;

        Cause(String code) {
            this.code = code;
        }

        /** The code, as clients and operators read it. */
        public String code() {
            return code;
        }
    }
}
