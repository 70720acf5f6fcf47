package io.vintner.gateway.resume;

import io.vintner.change.ChangePosition;
import io.vintner.change.Generation;
import io.vintner.change.MalformedFeedException;
import org.jspecify.annotations.Nullable;

/** Positions as texts that sort, within a generation and byte by byte, as the positions do. */
final class PositionText {

    private static final int HEX = 16;

    private PositionText() {}

    static String write(ChangePosition position) {
        return "%s@%016X:%019d"
                .formatted(position.generation(), position.lsn(), position.ordinal());
    }

    /** Null if the text is none: somebody else wrote it. */
    static @Nullable ChangePosition read(String text) {
        int at = text.indexOf('@');
        int colon = text.indexOf(':', at + 1);
        if (at < 0 || colon < 0) {
            return null;
        }
        try {
            return new ChangePosition(
                    Generation.parse(text.substring(0, at)),
                    Long.parseUnsignedLong(text.substring(at + 1, colon), HEX),
                    Long.parseLong(text.substring(colon + 1)));
        } catch (IllegalArgumentException | MalformedFeedException noPosition) {
            return null;
        }
    }
}
