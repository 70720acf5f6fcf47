package io.vintner.local;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a local Vintner is started with.
 *
 * @param home the folder of the project, where the built services are
 * @param data everything that is kept: database, secrets, logs, the Tendril's identity
 * @param jwtSecret signs and checks every token; Supabase's published one unless set
 * @param keepOutputFiles whether the Tendril leaves Terraform's own output files behind
 */
record LocalSettings(
        Path home, Path data, LocalPorts ports, String jwtSecret, boolean keepOutputFiles) {

    /**
     * What users of Supabase's local stack already know; every service refuses it in production.
     */
    static final String PUBLISHED_JWT_SECRET =
            "super-secret-jwt-token-with-at-least-32-characters-long";

    private static final int SECRET_LENGTH_MIN = 32;

    LocalSettings {
        if (jwtSecret.length() < SECRET_LENGTH_MIN) {
            throw new RefusedSettingException(
                    "VINTNER_JWT_SECRET: expected at least %d characters, got %d"
                            .formatted(SECRET_LENGTH_MIN, jwtSecret.length()));
        }
    }

    /** The settings that the environment names, and the usual ones for the rest. */
    static LocalSettings of(Path home, Map<String, String> environment) {
        String data = environment.get("VINTNER_DATA");
        return new LocalSettings(
                home,
                data == null ? home.resolve(".vintner") : Path.of(data).toAbsolutePath(),
                LocalPorts.of(environment),
                environment.getOrDefault("VINTNER_JWT_SECRET", PUBLISHED_JWT_SECRET),
                Boolean.parseBoolean(environment.get("VINTNER_KEEP_OUTPUT_FILES")));
    }

    Path postgresFolder() {
        return data.resolve("postgres");
    }

    Path secretsFolder() {
        return data.resolve("secrets");
    }

    Path logsFolder() {
        return data.resolve("logs");
    }

    Path runFolder() {
        return data.resolve("run");
    }

    Path tendrilFolder() {
        return data.resolve("tendril");
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "LocalSettings[data=%s, ports=%s]".formatted(data, ports);
    }
}
