package io.vintner.tendril.joblog;

/** How many bytes of each output file have become chunks. */
record SourcePositions(long stdout, long stderr) {

    static final SourcePositions START = new SourcePositions(0, 0);

    long of(LogStream stream) {
        return switch (stream) {
            case STDOUT -> stdout;
            case STDERR -> stderr;
            case SYSTEM -> 0;
        };
    }

    /** The positions after {@code bytes} more of one stream. */
    SourcePositions plus(LogStream stream, long bytes) {
        return switch (stream) {
            case STDOUT -> new SourcePositions(stdout + bytes, stderr);
            case STDERR -> new SourcePositions(stdout, stderr + bytes);
            case SYSTEM -> this;
        };
    }

    long total() {
        return stdout + stderr;
    }
}
