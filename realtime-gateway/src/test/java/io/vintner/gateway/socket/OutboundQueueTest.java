package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vintner.gateway.protocol.ArrayFrameCodec;
import io.vintner.gateway.protocol.EncodedFrame;
import io.vintner.gateway.protocol.OutFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutboundQueueTest {

    private final AtomicInteger flushes = new AtomicInteger();
    private final AtomicLong bytesOfAll = new AtomicLong();
    private final EmbeddedChannel network = network();
    private final EncodedFrame frame =
            new ArrayFrameCodec(10)
                    .encode(
                            new OutFrame.Changes(
                                    "realtime:room",
                                    List.of(1L),
                                    ByteBuffer.wrap(new byte[] {'{', '}'})));
    private final OutboundQueue queue = new OutboundQueue(network, 3L * frame.size(), bytesOfAll);

    private EmbeddedChannel network() {
        EmbeddedChannel channel =
                new EmbeddedChannel(
                        new ChannelOutboundHandlerAdapter() {
                            @Override
                            public void flush(io.netty.channel.ChannelHandlerContext context) {
                                flushes.incrementAndGet();
                                context.flush();
                            }
                        });
        channel.pipeline().addLast("wsencoder", new ChannelOutboundHandlerAdapter());
        return channel;
    }

    @Test
    void whatWaitsIsWrittenAtOnce() {
        // Given
        queue.offer(frame);
        queue.offer(frame);
        queue.offer(frame);

        // When
        network.runPendingTasks();

        // Then
        assertThat(network.outboundMessages()).hasSize(1);
        assertThat(flushes).hasValue(1);
        assertThat(bytesOfAll).hasValue(0);
        ByteBuf all = network.readOutbound();
        assertThat(all).isEqualTo(Unpooled.wrappedBuffer(frame.wire(), frame.wire(), frame.wire()));
        all.release();
    }

    @Test
    void moreThanGoesInOneWriteIsWrittenInOrderAndWhole() {
        // Given
        OutboundQueue large = new OutboundQueue(network, Long.MAX_VALUE, bytesOfAll);
        int count = 3 * 64 * 1024 / frame.size();
        for (int i = 0; i < count; i++) {
            large.offer(frame);
        }

        // When
        network.runPendingTasks();

        // Then
        assertThat(network.outboundMessages()).hasSizeBetween(3, 4);
        long written = 0;
        for (ByteBuf part = network.readOutbound(); part != null; part = network.readOutbound()) {
            assertThat(part.readableBytes()).isLessThanOrEqualTo(64 * 1024);
            assertThat(part.readableBytes() % frame.size()).isZero();
            written += part.readableBytes();
            part.release();
        }
        assertThat(written).isEqualTo((long) count * frame.size());
        assertThat(bytesOfAll).hasValue(0);
    }

    @Test
    void beyondTheLimitAFrameIsNotTaken() {
        // Given
        queue.offer(frame);
        queue.offer(frame);
        queue.offer(frame);

        // When
        boolean taken = queue.offer(frame);

        // Then
        assertThat(taken).isFalse();
        assertThat(bytesOfAll).hasValue(3L * frame.size());
    }

    @Test
    void aFrameBeyondTheLimitIsTakenWhenNothingElseWaits() {
        // Given
        OutboundQueue small = new OutboundQueue(network, 1, bytesOfAll);

        // When
        boolean taken = small.offer(frame);

        // Then
        assertThat(taken).isTrue();
    }

    @Test
    void afterTheEndNothingIsKept() {
        // Given
        queue.offer(frame);

        // When
        queue.end();
        network.runPendingTasks();

        // Then
        assertThat(queue.offer(frame)).isTrue();
        assertThat(network.outboundMessages()).isEmpty();
        assertThat(bytesOfAll).hasValue(0);
    }

    @Test
    void theEndComesAfterWhatWaitsAndNothingComesAfterTheEnd() {
        // Given
        OutboundQueue large = new OutboundQueue(network, Long.MAX_VALUE, bytesOfAll);
        int count = 3 * 64 * 1024 / frame.size();
        for (int i = 0; i < count; i++) {
            large.offer(frame);
        }
        List<Long> writtenAtTheEnd = new ArrayList<>();

        // When
        large.endAfterAll(() -> writtenAtTheEnd.add(written()));
        large.offer(frame);
        network.runPendingTasks();

        // Then
        assertThat(writtenAtTheEnd).containsExactly((long) count * frame.size());
        assertThat(written()).isZero();
        assertThat(bytesOfAll).hasValue(0);
    }

    @Test
    void theEndComesAtOnceWhenNothingWaits() {
        // Given
        queue.offer(frame);
        network.runPendingTasks();
        AtomicInteger ends = new AtomicInteger();

        // When
        queue.endAfterAll(ends::incrementAndGet);

        // Then
        assertThat(ends).hasValue(1);
    }

    @Test
    void theEndComesAlsoWhenTheNetworkIsGone() {
        // Given
        queue.offer(frame);
        AtomicInteger ends = new AtomicInteger();
        queue.endAfterAll(ends::incrementAndGet);

        // When
        queue.end();
        queue.end();
        network.runPendingTasks();

        // Then
        assertThat(ends).hasValue(1);
    }

    /** How many bytes the network has taken since it was last asked. */
    private long written() {
        long written = 0;
        for (ByteBuf part = network.readOutbound(); part != null; part = network.readOutbound()) {
            written += part.readableBytes();
            part.release();
        }
        return written;
    }
}
