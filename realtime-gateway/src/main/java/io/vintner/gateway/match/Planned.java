package io.vintner.gateway.match;

import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.match.Planner.Plan;
import io.vintner.gateway.token.Claims;
import java.util.HashMap;
import java.util.Map;

/** What a subscription means for all tables that it covers. */
sealed interface Planned {

    record Classes(Map<PublishedTable, Plan.Classes> plans) implements Planned {}

    record NoTable() implements Planned {}

    /**
     * It cannot be served.
     *
     * @param message for the client
     */
    record Refused(String message) implements Planned {}

    /** PostgreSQL had to be asked and was away. */
    record Unavailable() implements Planned {}

    static Planned of(Wanted wanted, Claims claims, AudienceState now) {
        Map<PublishedTable, Plan.Classes> plans = new HashMap<>();
        for (PublishedTable table : now.catalog().all()) {
            if (wanted.covers(table)) {
                switch (now.planner().firstPlan(wanted, claims, table)) {
                    case Plan.Classes classes -> plans.put(table, classes);
                    case Plan.Invalid(String complaint) -> {
                        return new Refused(Refusals.raised(wanted, complaint));
                    }
                    case Plan.Unavailable _ -> {
                        return new Unavailable();
                    }
                }
            }
        }
        return plans.isEmpty() ? new NoTable() : new Classes(plans);
    }
}
