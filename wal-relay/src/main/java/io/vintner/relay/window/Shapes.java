package io.vintner.relay.window;

import io.vintner.change.FeedEncoder;
import io.vintner.change.FeedMessage;
import io.vintner.change.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table shapes that changes in the window have, each encoded once. A reader that starts
 * anywhere in the window is given all of them. Guarded by the window's lock, except where said.
 */
final class Shapes {

    private final FeedEncoder encoder;
    private final Map<Integer, Shape> byId = new HashMap<>();

    /** Read and written by the window's writer only. */
    private @Nullable Shape last;

    Shapes(FeedEncoder encoder) {
        this.encoder = encoder;
    }

    private static final class Shape {
        private final Table table;
        private final byte[] line;
        private long lastUsedIn;

        Shape(Table table, byte[] line) {
            this.table = table;
            this.line = line;
        }
    }

    /**
     * Whether the last change had this very shape; if so, notes its use. By the window's writer,
     * without a lock: the common case.
     */
    boolean isLast(Table table, long segment) {
        Shape shape = last;
        if (shape == null || shape.table.id() != table.id()) {
            return false;
        }
        shape.lastUsedIn = segment;
        return true;
    }

    /** The line to write before the next change of this shape; null if it was written already. */
    byte @Nullable [] use(Table table, long segment) {
        Shape shape = byId.get(table.id());
        boolean unknown = shape == null;
        if (shape == null) {
            shape = new Shape(table, line(table));
            byId.put(table.id(), shape);
        }
        shape.lastUsedIn = segment;
        last = shape;
        return unknown ? shape.line : null;
    }

    /** Forgets what no change in segments from {@code segment} on has. */
    void forgetBefore(long segment) {
        byId.values().removeIf(shape -> shape != last && shape.lastUsedIn < segment);
    }

    void writeAll(OutputStream out) throws IOException {
        for (Shape shape : byId.values()) {
            out.write(shape.line);
        }
    }

    private byte[] line(Table table) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            encoder.write(new FeedMessage.Described(table), out);
            return out.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
