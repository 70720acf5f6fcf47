package io.vintner.gateway.socket;

import io.netty.channel.Channel;
import io.quarkus.websockets.next.UserData;
import io.vintner.gateway.protocol.FrameCodec;
import io.vintner.gateway.resume.ResumeId;
import org.jspecify.annotations.Nullable;

/**
 * What an admitted client brought along.
 *
 * @param token proven genuine
 * @param codec of the version it asked for
 * @param network the bytes below its socket
 * @param resumeId by which it goes on where it stopped; null if it cannot
 */
record Handshake(String token, FrameCodec codec, Channel network, @Nullable ResumeId resumeId) {

    /** Where the upgrade leaves it for the socket. */
    static final UserData.TypedKey<Handshake> KEY = new UserData.TypedKey<>("handshake");

    /** Leaves out the token. */
    @Override
    public String toString() {
        return "Handshake[version=" + codec.version() + "]";
    }
}
