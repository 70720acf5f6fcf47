package io.vintner.gateway.socket;

import io.netty.channel.Channel;
import io.quarkus.websockets.next.UserData;
import io.vintner.gateway.protocol.FrameCodec;

/**
 * What an admitted client brought along.
 *
 * @param token proven genuine
 * @param codec of the version it asked for
 * @param network the bytes below its socket
 */
record Handshake(String token, FrameCodec codec, Channel network) {

    /** Where the upgrade leaves it for the socket. */
    static final UserData.TypedKey<Handshake> KEY = new UserData.TypedKey<>("handshake");

    /** Leaves out the token. */
    @Override
    public String toString() {
        return "Handshake[version=" + codec.version() + "]";
    }
}
