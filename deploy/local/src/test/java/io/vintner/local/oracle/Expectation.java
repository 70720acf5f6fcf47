package io.vintner.local.oracle;

import io.vintner.local.oracle.OracleTable.Guard;
import io.vintner.local.oracle.People.Identity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a channel is told of a change: the rules as they are documented.
 *
 * @param unjudgedDeletes whether the key of a row that is gone is told where nobody can say any
 *     more who could see it
 */
record Expectation(Identity who, List<Binding> bindings, boolean unjudgedDeletes) {

    Expectation {
        bindings = List.copyOf(bindings);
    }

    /** The message, as {@link Messages} writes it; null if there is none. */
    @Nullable String message(Change change) {
        List<Integer> matching = new ArrayList<>();
        for (int index = 0; index < bindings.size(); index++) {
            if (hears(bindings.get(index), change)) {
                matching.add(index);
            }
        }
        if (matching.isEmpty()) {
            return null;
        }
        return Messages.text(
                change.kind().name(),
                change.table().name(),
                change.after() == null ? "" : change.after().text(),
                old(change),
                matching);
    }

    private boolean hears(Binding binding, Change change) {
        if (!binding.wants(change)) {
            return false;
        }
        Row row = change.judged();
        boolean onlyKey = change.kind() == Change.Kind.DELETE && !change.table().full();
        if (!onlyKey) {
            return binding.passes(row) && who.maySee(change.table(), row);
        }
        return binding.needsOnlyKey()
                && binding.passes(row)
                && (seesWhateverIsThere(change.table())
                        || (unjudgedDeletes && who.hasPolicy(change.table())));
    }

    private boolean seesWhateverIsThere(OracleTable table) {
        return table.guard() == Guard.NOBODY || who.role().equals("service_role");
    }

    private String old(Change change) {
        Row before = change.before();
        if (before == null) {
            return "";
        }
        OracleTable table = change.table();
        boolean guarded = table.guard() != Guard.NOBODY;
        return switch (change.kind()) {
            case INSERT -> "";
            case DELETE -> table.full() && !guarded ? before.text() : before.key();
            case UPDATE ->
                    table.full() && knowsToHaveSeen(change, before) ? before.text() : before.key();
        };
    }

    /**
     * Whether the old version was theirs to see. Where PostgreSQL decides, it is asked about the
     * new one only: then what the policy reads must be the same in both.
     */
    private boolean knowsToHaveSeen(Change change, Row before) {
        boolean saw = who.maySee(change.table(), before);
        if (change.table().guard() != Guard.MEMBERS || seesWhateverIsThere(change.table())) {
            return saw;
        }
        return saw && before.team().equals(change.judged().team());
    }
}
