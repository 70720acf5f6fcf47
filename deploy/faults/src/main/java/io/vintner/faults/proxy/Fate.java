package io.vintner.faults.proxy;

/**
 * What becomes of one request.
 *
 * @param copies how often it arrives, one copy at each node in turn; 0: never
 * @param answered whether whoever asked gets the first copy's answer; if not, the connection ends
 * @param overtaken whether it waits until another request has gone by, for a while at most
 */
public record Fate(int copies, boolean answered, boolean overtaken) {

    /** It arrives once and is answered. */
    public static final Fate PASSES = new Fate(1, true, false);

    /** It never arrives. */
    public static final Fate LOST = new Fate(0, false, false);

    /** It arrives, and nobody hears of it. */
    public static final Fate UNANSWERED = new Fate(1, false, false);
}
