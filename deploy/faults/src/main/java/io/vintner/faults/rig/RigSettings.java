package io.vintner.faults.rig;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a rig is started with.
 *
 * @param home the folder of the project, where the built services are
 * @param folder gets the database, the agents' data and all logs
 * @param nodes how many nodes the API has
 * @param api settings of the nodes over the rig's own, by their environment names
 */
public record RigSettings(Path home, Path folder, int nodes, Map<String, String> api) {

    /** Silence is judged after seconds in place of minutes, in the same proportions. */
    private static final Map<String, String> HASTY =
            Map.of(
                    "VINTNER_TRELLIS_TENDRILS_HEARTBEAT_EVERY", "1s",
                    "VINTNER_TRELLIS_TENDRILS_OFFLINE_AFTER", "5s",
                    "VINTNER_TRELLIS_JOBS_LEASE", "5s",
                    "VINTNER_TRELLIS_JOBS_AGENT_LOST_AFTER", "8s",
                    "VINTNER_TRELLIS_JOBS_CLAIM_RECHECK_EVERY", "1s",
                    "VINTNER_TRELLIS_UPKEEP_EVERY", "250ms",
                    "VINTNER_TRELLIS_UPKEEP_CALM", "10s");

    public RigSettings {
        api = Map.copyOf(api);
    }

    /** Two nodes whose patience is short. */
    public static RigSettings hasty(Path home, Path folder) {
        return new RigSettings(home, folder, 2, HASTY);
    }

    /** So many nodes as they are shipped. */
    public static RigSettings shipped(Path home, Path folder, int nodes) {
        return new RigSettings(home, folder, nodes, Map.of());
    }

    /** The same, with one more setting of the API. */
    public RigSettings with(String name, String value) {
        Map<String, String> more = new TreeMap<>(api);
        more.put(name, value);
        return new RigSettings(home, folder, nodes, more);
    }
}
