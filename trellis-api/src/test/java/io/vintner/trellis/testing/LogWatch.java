package io.vintner.trellis.testing;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** Takes in all that is logged meanwhile, down to the finest level of the service's own loggers. */
public final class LogWatch extends Handler implements AutoCloseable {

    private final Logger root = Logger.getLogger("");
    private final Logger own;
    private final Level before;
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    private LogWatch(String name) {
        this.own = Logger.getLogger(name);
        this.before = own.getLevel();
        setFormatter(new PatternFormatter("%p %c %s%e%n"));
    }

    /** Starts to watch; {@code name} is the logger whose finest level is taken too. */
    public static LogWatch start(String name) {
        LogWatch watch = new LogWatch(name);
        watch.setLevel(Level.ALL);
        watch.own.setLevel(Level.ALL);
        watch.root.addHandler(watch);
        return watch;
    }

    /** All of it so far, with the stacks of exceptions. */
    public String text() {
        return String.join("", lines);
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(getFormatter().format(line));
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        root.removeHandler(this);
        own.setLevel(before);
    }
}
