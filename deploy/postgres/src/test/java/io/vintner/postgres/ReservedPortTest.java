package io.vintner.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReservedPortTest {

    @Test
    void noPortIsGivenTwiceAndEachCanBeBound() throws Exception {
        // When
        Set<Integer> ports = new HashSet<>();
        for (int count = 0; count < 100; count++) {
            ports.add(ReservedPort.take());
        }

        // Then
        assertThat(ports).hasSize(100).allMatch(port -> port < 32_768);
        for (int port : ports) {
            try (ServerSocket socket =
                    new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(socket.getLocalPort()).isEqualTo(port);
            }
        }
    }
}
