package io.vintner.gateway.socket;

import io.vintner.gateway.protocol.ArrayFrameCodec;
import io.vintner.gateway.protocol.FrameCodec;
import io.vintner.gateway.protocol.ObjectFrameCodec;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** The codec of each version that clients may ask for. */
@ApplicationScoped
class Codecs {

    private final FrameCodec first;
    private final FrameCodec second;

    Codecs(SocketConfig config) {
        first = new ObjectFrameCodec(config.frameDepthMax());
        second = new ArrayFrameCodec(config.frameDepthMax());
    }

    /**
     * The codec of a version; null if there is no such version.
     *
     * @param vsn as the client asked; absent means the first
     */
    @Nullable FrameCodec ofVersion(@Nullable String vsn) {
        return switch (vsn) {
            case null -> first;
            case "1.0.0" -> first;
            case "2.0.0" -> second;
            default -> null;
        };
    }
}
