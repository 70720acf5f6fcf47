package io.vintner.gateway.channel;

import io.vintner.gateway.match.ChangesRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for when it joins.
 *
 * @param token as it came
 * @param wishes what it wants to hear of, in its order
 * @param problem why the wishes cannot be served, found while reading them; null if none was
 * @param waits whether wishes that cannot be served fail the join; else it stands without them
 * @param privateChannel whether the topic is a private one
 * @param replay whether stored broadcasts are wanted
 */
public record JoinRequest(
        Topic topic,
        String token,
        List<ChangesRequest> wishes,
        @Nullable String problem,
        boolean waits,
        boolean privateChannel,
        boolean replay) {

    public JoinRequest {
        wishes = List.copyOf(wishes);
    }

    /** Leaves out the token. */
    @Override
    public String toString() {
        return "JoinRequest[topic=" + topic + ", wishes=" + wishes.size() + "]";
    }
}
