package io.vintner.trellis.jobs.life;

import org.jspecify.annotations.Nullable;

/**
 * A lease of the model.
 *
 * @param out whether its time is over
 * @param silent whether its holder has said nothing for longer than a mutating job is left alone
 * @param ended whether its job has ended under it
 * @param lost whether the system gave its verdict on it
 * @param cancel GRACEFUL or FORCE when that was asked
 */
record Lease(
        String worker,
        long epoch,
        boolean out,
        boolean silent,
        boolean ended,
        boolean lost,
        @Nullable String cancel) {

    static Lease begun(Call.Held held) {
        return new Lease(held.worker(), held.epoch(), false, false, false, false, null);
    }

    boolean isOf(Call.Held held) {
        return worker.equals(held.worker()) && epoch == held.epoch();
    }

    Lease heard() {
        return ended ? this : new Lease(worker, epoch, out, false, false, lost, cancel);
    }

    Lease renewed() {
        return ended ? this : new Lease(worker, epoch, false, false, false, lost, cancel);
    }

    Lease forgotten() {
        return new Lease(worker, epoch, true, true, ended, lost, cancel);
    }

    Lease over(boolean isLost) {
        return new Lease(worker, epoch, out, silent, true, isLost, cancel);
    }

    Lease asked(String mode) {
        return new Lease(worker, epoch, out, silent, ended, lost, mode);
    }

    /** Its times count only while it lasts. */
    @Override
    public String toString() {
        return "%s %d%s%s%s%s%s"
                .formatted(
                        worker,
                        epoch,
                        out && !ended ? " out" : "",
                        silent && !ended ? " silent" : "",
                        ended ? " ended" : "",
                        lost ? " lost" : "",
                        cancel == null ? "" : " " + cancel);
    }
}
