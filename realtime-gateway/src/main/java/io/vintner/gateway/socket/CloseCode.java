package io.vintner.gateway.socket;

/** How the gateway ends a socket. The stock client comes back after each of them. */
enum CloseCode {
    /** Nothing came from the client for too long, or it has no channel. */
    IDLE(1000, "idle"),
    /** The client sent a message beyond the limit. */
    TOO_LARGE(1009, "message too large"),
    /** The client or the network broke the WebSocket protocol, or something is wrong here. */
    FAILED(1011, "internal error"),
    /** The gateway stops; another one, or the same again, takes over. */
    RESTART(1012, "service restart"),
    /** The client does not read what it is sent. */
    SLOW_READER(4008, "too slow: changes were waiting for you beyond the limit"),
    /** The same client has come, with the same resume id, on another socket. */
    TAKEN_OVER(4009, "taken over: another socket has come with the same resume id");

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    int code() {
        return code;
    }

    String reason() {
        return reason;
    }
}
