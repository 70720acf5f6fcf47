package io.vintner.gateway.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTest {

    @Test
    void aTopicHasAPrefixOnTheWireOnly() {
        assertThat(Topic.parse("realtime:job:1")).isEqualTo(new Topic("job:1"));
        assertThat(new Topic("job:1").wire()).isEqualTo("realtime:job:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "realtime:", "realtime", "room", "Realtime:room", " realtime:r"})
    void whatLacksPrefixOrNameIsNone(String wire) {
        assertThat(Topic.parse(wire)).isNull();
    }
}
