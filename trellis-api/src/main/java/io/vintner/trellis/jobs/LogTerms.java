package io.vintner.trellis.jobs;

/** What a claim tells about logs; answered by the logs feature. */
public interface LogTerms {

    /** Milliseconds between two appends of one job, as the load is now. */
    int flushIntervalMs();

    /** Most bytes of one chunk. */
    int chunkBytesMax();
}
