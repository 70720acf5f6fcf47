package io.vintner.gateway.socket;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A production gateway with limits that a test can reach. */
public final class TightGateway implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "vintner.gateway.profile", "production",
                "vintner.gateway.socket.allowed-origins", "https://vintner.example.org",
                "vintner.gateway.socket.idle-max", "2s",
                "vintner.gateway.socket.channelless-max", "8s",
                "vintner.gateway.socket.queue-bytes-max", "300000",
                "vintner.gateway.socket.channels-max", "3",
                "vintner.gateway.socket.joins-per-second-max", "5",
                "vintner.gateway.socket.inbox-max", "4",
                "vintner.gateway.socket.connections-max", "3");
    }
}
