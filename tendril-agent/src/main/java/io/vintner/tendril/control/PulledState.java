package io.vintner.tendril.control;

/**
 * A version of a vine's state, as the control plane has it.
 *
 * @param version its number there, from 1
 * @param bytes the state file; it holds secrets
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PulledState(long version, byte[] bytes) {

    /** The bytes hold secrets. */
    @Override
    public String toString() {
        return "PulledState[version=" + version + ", bytes=" + bytes.length + "]";
    }
}
