package io.vintner.trellis.locks;

import io.vertx.core.json.JsonObject;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A lock that is held.
 *
 * @param id as Terraform names it; all of the holder that it shows to whoever is refused
 * @param epoch larger than that of everyone who held the lock before
 * @param quarantined the holder was lost: only the vine's owner may release it
 */
public record StateLock(
        String id, Holder holder, long epoch, boolean quarantined, OffsetDateTime createdAt) {

    private static final List<String> TOLD = List.of("Operation", "Info", "Who", "Version", "Path");

    /** Who has it. */
    public sealed interface Holder {
        /** A DEPLOY or DESTROY. */
        record Job(UUID job) implements Holder {}

        /**
         * A person with Terraform.
         *
         * @param info what their Terraform told of itself
         */
        record Person(UUID user, JsonObject info) implements Holder {}
    }

    boolean isOfJob(UUID job) {
        return holder instanceof Holder.Job(UUID held) && held.equals(job);
    }

    /** The refusal that names the holder, in the members that Terraform shows to its user. */
    public ProblemException refusal() {
        Map<String, Object> members = new HashMap<>();
        members.put("ID", id);
        members.put("Created", createdAt.toString());
        switch (holder) {
            case Holder.Job(UUID job) -> {
                members.put("Operation", "job");
                members.put("Who", "Vintner job " + job);
                members.put(
                        "Info",
                        quarantined
                                ? "its Tendril was lost: look at what is real, then reconcile the"
                                        + " vine"
                                : "");
            }
            case Holder.Person(UUID _, JsonObject info) ->
                    TOLD.forEach(name -> members.put(name, info.getString(name, "")));
        }
        return new ProblemException(
                ProblemType.STATE_LOCKED, "somebody else is changing the state", members);
    }
}
