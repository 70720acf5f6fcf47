package io.vintner.faults.terraform;

import java.util.ArrayList;
import java.util.List;

/**
 * What Terraform is to do for one module; see the table in {@code deploy/faults/README.md}.
 * Immutable.
 *
 * @param resources how many an apply creates
 * @param lines on each stream, per resource and twice per plan
 * @param pause seconds between two lines, as {@code sleep} reads them
 * @param gate the name of the gate at which it stands still when told to; empty: at none
 * @param lastWords shell commands at the end of each command, which {@code $command} names
 */
public record Script(int resources, int lines, String pause, String gate, List<String> lastWords) {

    public Script {
        lastWords = List.copyOf(lastWords);
    }

    /** An apply that creates so many resources, each with so many lines on each stream. */
    public static Script creating(int resources, int lines) {
        return new Script(resources, lines, "0.02", "", List.of());
    }

    /** As little as there can be: a line, a resource, no pause. */
    public static Script quick() {
        return new Script(1, 1, "0", "", List.of());
    }

    /** The same, with this many seconds between two lines. */
    public Script pausing(String seconds) {
        return new Script(resources, lines, seconds, gate, lastWords);
    }

    /** The same, which may be held at the gate of that name. */
    public Script at(String gateName) {
        return new Script(resources, lines, pause, gateName, lastWords);
    }

    /**
     * The same, with something more to do at the end of one command.
     *
     * @param shell holds no single quote
     */
    public Script ending(String command, String shell) {
        List<String> words = new ArrayList<>(lastWords);
        words.add("[ \"$command\" != %s ] || { %s; }".formatted(command, shell));
        return new Script(resources, lines, pause, gate, words);
    }
}
