package io.vintner.gateway.resume;

import io.vintner.gateway.channel.Channel;
import io.vintner.gateway.token.Claims;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a receipt is for: one channel of one client, as one user, with the same bindings. Anything
 * else has heard something else.
 *
 * @param subject the user's id; empty for tokens of no user
 * @param bindingsHash of the bindings, in any order, and of the role that hears by them
 */
public record ReceiptKey(ResumeId resumeId, String subject, String topic, long bindingsHash) {

    /** A longer topic or subject has no receipts: they are columns of a primary key. */
    private static final int LENGTH_MAX = 500;

    /** Whose channel it is; only they may take over from an earlier socket. */
    public record Owner(ResumeId resumeId, String subject) {}

    /** The key of a channel as it is now; null if it is too long to have one. */
    static @Nullable ReceiptKey of(ResumeId resumeId, Channel channel) {
        Claims claims = channel.claims();
        String subject = Objects.requireNonNullElse(claims.subject(), "");
        String topic = channel.topic().name();
        boolean fits =
                subject.length() <= LENGTH_MAX
                        && topic.length() <= LENGTH_MAX
                        && subject.indexOf('\0') < 0
                        && topic.indexOf('\0') < 0;
        return fits
                ? new ReceiptKey(
                        resumeId, subject, topic, hash(claims.role(), channel.bindingIds()))
                : null;
    }

    Owner owner() {
        return new Owner(resumeId, subject);
    }

    private static long hash(String role, List<Long> bindingIds) {
        byte[] name = role.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(Long.BYTES * bindingIds.size() + name.length);
        bindingIds.stream().sorted().forEach(all::putLong);
        all.put(name);
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(all.array()))
                    .getLong();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
