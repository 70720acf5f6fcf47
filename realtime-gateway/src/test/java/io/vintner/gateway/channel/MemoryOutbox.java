package io.vintner.gateway.channel;

import io.vintner.gateway.protocol.OutFrame;
import io.vintner.gateway.protocol.SharedFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a channel is told, one short text each. */
public class MemoryOutbox implements Outbox {

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<SharedFrame> frames = new CopyOnWriteArrayList<>();
    private volatile boolean full;
    private final List<Long> ids = new ArrayList<>();

    /** Everything so far. */
    public List<String> told() {
        return List.copyOf(told);
    }

    /** The changes so far. */
    public List<SharedFrame> frames() {
        return List.copyOf(frames);
    }

    /** The numbers of the bindings, once it is joined. */
    public List<Long> ids() {
        return ids;
    }

    @Override
    public void joined(List<Long> bindingIds) {
        ids.addAll(bindingIds);
        told.add("joined " + bindingIds.size());
    }

    @Override
    public void system(SystemMessage message) {
        told.add(
                (message.ok() ? "ok: " : "error: ")
                        + message.text()
                        + (message.count() == null ? "" : " " + message.count()));
    }

    @Override
    public void changed(SharedFrame change) {
        frames.add(change);
        OutFrame.Changes changes = (OutFrame.Changes) change.frame();
        told.add(
                "changed %s %s"
                        .formatted(
                                changes.ids().size(),
                                StandardCharsets.UTF_8.decode(changes.data().duplicate())));
    }

    /** From now on its client takes nothing, or takes everything again. */
    public void full(boolean isFull) {
        full = isFull;
    }

    @Override
    public boolean hasRoom() {
        return !full;
    }

    @Override
    public void closed() {
        told.add("closed");
    }

    @Override
    public void failed() {
        told.add("failed");
    }
}
