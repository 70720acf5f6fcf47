package io.vintner.local.oracle;

import java.util.ArrayList;
import java.util.List;

/** What has happened to one channel at its client, in order. Thread-safe. */
final class ChannelLog {

    private final String name;
    private final boolean resumes;
    private final Expectation expectation;
    private final List<Heard> entries = new ArrayList<>();
    private boolean joined;
    private boolean answered;
    private String lastFence = "";

    /**
     * @param resumes whether its client has a resume id
     */
    ChannelLog(String name, boolean resumes, Expectation expectation) {
        this.name = name;
        this.resumes = resumes;
        this.expectation = expectation;
    }

    String name() {
        return name;
    }

    boolean resumes() {
        return resumes;
    }

    Expectation expectation() {
        return expectation;
    }

    synchronized void add(Heard entry) {
        entries.add(entry);
        switch (entry) {
            case Heard.Joined _ -> {
                joined = true;
                answered = !resumes;
            }
            case Heard.Resumed _, Heard.Fetch _ -> answered = true;
            case Heard.Told(String message) -> {
                if (message.contains("kind=" + Binding.FENCE)) {
                    lastFence = message;
                }
            }
            case Heard.Ended _, Heard.Left _ -> joined = false;
            case Heard.Missed _, Heard.Beat _ -> {}
        }
    }

    /** Ends it, if it is joined. */
    synchronized void end(long at) {
        if (joined) {
            add(new Heard.Ended(at));
        }
    }

    synchronized int size() {
        return entries.size();
    }

    /** Whether it hears what is live. */
    synchronized boolean isLive() {
        return joined && answered;
    }

    synchronized boolean isJoined() {
        return joined;
    }

    /** Whether the last fence that it has heard of is that one. */
    synchronized boolean hasFence(long version) {
        return lastFence.contains("version=" + version + "}");
    }

    synchronized List<Heard> entries() {
        return List.copyOf(entries);
    }
}
