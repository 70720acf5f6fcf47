package io.vintner.local;

import io.vintner.local.process.LocalPort;
import java.util.List;
import java.util.Map;

/** The four ports of a local Vintner, all on 127.0.0.1. */
record LocalPorts(LocalPort postgres, LocalPort relay, LocalPort gateway, LocalPort trellis) {

    /** The ports that the environment names, and the usual ones for the rest. */
    static LocalPorts of(Map<String, String> environment) {
        return new LocalPorts(
                port(environment, "PostgreSQL", "VINTNER_POSTGRES_PORT", 54322),
                port(environment, "wal-relay", "VINTNER_RELAY_PORT", 4001),
                port(environment, "realtime-gateway", "VINTNER_GATEWAY_PORT", 4000),
                port(environment, "trellis-api", "VINTNER_TRELLIS_PORT", 8080));
    }

    List<LocalPort> all() {
        return List.of(postgres, relay, gateway, trellis);
    }

    private static LocalPort port(
            Map<String, String> environment, String program, String setting, int usual) {
        String text = environment.getOrDefault(setting, String.valueOf(usual)).strip();
        if (!text.matches("[0-9]{1,5}")) {
            throw new RefusedSettingException(
                    "%s: expected a port from 1 to 65535, got '%s'".formatted(setting, text));
        }
        try {
            return new LocalPort(program, setting, Integer.parseInt(text));
        } catch (IllegalArgumentException outOfRange) {
            throw new RefusedSettingException(outOfRange.getMessage());
        }
    }
}
