package io.vintner.tendril.job;

import io.vintner.tendril.control.AppendAnswer;
import io.vintner.tendril.control.ControlPlane;
import io.vintner.tendril.control.Directive;
import io.vintner.tendril.control.LeaseRef;
import io.vintner.tendril.control.LogLine;
import io.vintner.tendril.control.RefusedException;
import io.vintner.tendril.control.Retry;
import io.vintner.tendril.joblog.LogChunk;
import io.vintner.tendril.joblog.LogSink;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Plugs the control plane into a job's logger: asks again for ever while it is away. */
final class ControlPlaneLogSink implements LogSink {

    private static final Logger LOG = Logger.getLogger(ControlPlaneLogSink.class);

    private final ControlPlane control;
    private final Retry retry;
    private final LeaseRef job;
    private final Consumer<Directive> directives;

    /**
     * @param directives hears what the answers want of the job
     */
    ControlPlaneLogSink(
            ControlPlane control, Retry retry, LeaseRef job, Consumer<Directive> directives) {
        this.control = control;
        this.retry = retry;
        this.job = job;
        this.directives = directives;
    }

    @Override
    public Answer append(List<LogChunk> chunks) throws InterruptedException {
        List<LogLine> lines =
                chunks.stream()
                        .map(chunk ->
                                new LogLine(
                                        chunk.seq(),
                                        chunk.stream().name(),
                                        chunk.text(),
                                        chunk.gapBytes(),
                                        chunk.emittedAt()))
                        .toList();
        try {
            AppendAnswer answer = retry.call("append-logs", () -> control.append(job, lines));
            directives.accept(answer.directive());
            return new Answer.Accepted(answer.nextSeq(), answer.flushInterval());
        } catch (RefusedException refused) {
            Long expected = refused.nextSeq();
            if (refused.is(RefusedException.LOG_CONFLICT)) {
                LOG.errorf("another text stands in the stored log: job=%s", job.job());
            }
            boolean elsewhere =
                    refused.is(RefusedException.LOG_GAP)
                            || refused.is(RefusedException.LOG_CONFLICT);
            if (elsewhere && expected != null) {
                return new Answer.Gap(expected);
            }
            if (refused.is(RefusedException.LOG_SEALED)) {
                return new Answer.Complete();
            }
            if (refused.is(RefusedException.LEASE_LOST)) {
                directives.accept(Directive.LEASE_LOST);
            }
            return new Answer.Closed(refused.code());
        }
    }
}
