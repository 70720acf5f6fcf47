package io.vintner.gateway.match;

import io.vintner.change.ChangeEvent;
import io.vintner.gateway.render.ChangeError;
import io.vintner.gateway.render.RowJson;
import io.vintner.gateway.render.RowJson.Old;
import java.util.Set;
import org.jboss.logging.Logger;

/** What somebody is told of a change; who is told the same shares one rendering. */
sealed interface Told {

    /** The change, as far as those columns show it. */
    record Change(Set<String> columns, Old old) implements Told {}

    /** That an update has taken the row away. */
    record Leave(Set<String> columns) implements Told {}

    /** Nothing but that it cannot be told, and why. */
    record Failure(ChangeError error) implements Told {}

    /** Renders it; what cannot be rendered is told as a failure. */
    default byte[] render(ChangeEvent change, RowJson json) {
        try {
            return switch (this) {
                case Change(Set<String> columns, Old old) -> json.render(change, columns, old);
                case Leave(Set<String> columns) ->
                        json.leave((ChangeEvent.RowUpdated) change, columns);
                case Failure(ChangeError error) -> json.refuse(change, error);
            };
        } catch (RuntimeException failed) {
            Logger.getLogger(Told.class)
                    .errorf(failed, "a change cannot be shown, table=%s", change.table().name());
            return json.refuse(change, ChangeError.NOT_SHOWN);
        }
    }
}
