package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.gateway.TestConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneTest {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ClientChannels channels =
            new ClientChannels(
                    TestConfig.of(SocketConfig.class, "vintner.gateway.socket", Map.of()), threads);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void whatIsForOneTopicRunsInOrderAndOneAtATime() {
        // Given
        List<Integer> ran = Collections.synchronizedList(new ArrayList<>());

        // When
        for (int number = 0; number < 1_000; number++) {
            int mine = number;
            channels.inOrder("realtime:room", () -> ran.add(mine));
        }

        // Then
        await().until(() -> ran.size() == 1_000);
        assertThat(ran).containsExactlyElementsOf(IntStream.range(0, 1_000).boxed().toList());
    }

    @Test
    void whatWaitsForOneTopicDoesNotHoldUpAnother() {
        // Given
        CountDownLatch slow = new CountDownLatch(1);
        List<String> ran = Collections.synchronizedList(new ArrayList<>());
        channels.inOrder(
                "realtime:slow",
                () -> {
                    await().until(() -> slow.getCount() == 0);
                    ran.add("slow");
                });

        // When
        channels.inOrder("realtime:quick", () -> ran.add("quick"));

        // Then
        await().until(() -> ran.contains("quick"));
        slow.countDown();
        await().until(() -> ran.size() == 2);
        assertThat(ran).containsExactly("quick", "slow");
    }

    @Test
    void topicsWithoutWorkAreForgotten() {
        // When
        for (int topic = 0; topic < 10_000; topic++) {
            channels.inOrder("realtime:" + topic, () -> {});
        }

        // Then
        await().until(() -> channels.busyTopics() == 0);
    }
}
