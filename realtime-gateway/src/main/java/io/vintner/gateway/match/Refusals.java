package io.vintner.gateway.match;

/** Why a subscription cannot be served, in upstream's words (realtime protocol, 7.4). */
final class Refusals {

    private static final String UNABLE = "Unable to subscribe to changes with given parameters. ";

    private Refusals() {}

    static String noSuchTable(Wanted wanted) {
        return UNABLE
                + "Please check Realtime is enabled for the given connect parameters: "
                + wanted.printed();
    }

    /**
     * @param complaint as PostgreSQL words its errors
     */
    static String raised(Wanted wanted, String complaint) {
        return UNABLE
                + "An exception happened so please check your connect parameters: "
                + wanted.printed()
                + ". Exception: "
                + complaint;
    }
}
