package io.vintner.relay.window;

import io.vintner.change.FeedMessage.Gap.Reason;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The open readers of a window. Any thread may ask; the window's lock guards what changes one. */
final class Readers {

    private final List<WindowReader> open = new CopyOnWriteArrayList<>();

    void add(WindowReader reader) {
        open.add(reader);
    }

    void remove(WindowReader reader) {
        open.remove(reader);
    }

    int count() {
        return open.size();
    }

    /** Tells those that wait that there may be something; without the lock. */
    void wake() {
        for (WindowReader reader : open) {
            reader.wake();
        }
    }

    /** Takes all of them off the window. */
    void lose(Reason reason) {
        open.forEach(reader -> reader.lose(reason));
    }

    /**
     * Whether nobody needs the piece, the window's first, any more. A reader that has kept it for
     * longer than {@code patience} is told of a gap instead.
     *
     * @param now in milliseconds, as the patience
     */
    boolean release(Segment segment, long patience, long now) {
        boolean released = true;
        for (WindowReader reader : open) {
            if (reader.holds(segment)) {
                if (reader.heldFor(now) >= patience) {
                    reader.lose(Reason.STALLED);
                } else {
                    released = false;
                }
            }
        }
        return released;
    }
}
