package io.vintner.gateway.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A frame for many sockets: encoded at most once for each serializer, when the first socket asks.
 *
 * <p>Thread-safe: two threads may encode at the same time, and both results are the same bytes.
 */
public final class SharedFrame {

    private final OutFrame frame;
    private @Nullable EncodedFrame asObject;
    private @Nullable EncodedFrame asArray;

    public SharedFrame(OutFrame frame) {
        this.frame = frame;
    }

    /** What is shared. */
    public OutFrame frame() {
        return frame;
    }

    /** The frame in the form of {@code codec}'s version. */
    public EncodedFrame encodedBy(FrameCodec codec) {
        return switch (codec) {
            case ObjectFrameCodec object -> asObject(object);
            case ArrayFrameCodec array -> asArray(array);
        };
    }

    private EncodedFrame asObject(ObjectFrameCodec codec) {
        EncodedFrame known = asObject;
        if (known == null) {
            known = codec.encode(frame);
            asObject = known;
        }
        return known;
    }

    private EncodedFrame asArray(ArrayFrameCodec codec) {
        EncodedFrame known = asArray;
        if (known == null) {
            known = codec.encode(frame);
            asArray = known;
        }
        return known;
    }
}
