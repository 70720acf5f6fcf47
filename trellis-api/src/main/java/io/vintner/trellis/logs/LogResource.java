package io.vintner.trellis.logs;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.auth.Callers;
import io.vintner.trellis.jobs.JobId;
import io.vintner.trellis.jobs.Jobs;
import io.vintner.trellis.problem.PageLimit;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.tendrils.Directive;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Job logs over HTTP. */
@Path("/api/jobs/{id}/logs")
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "logs")
class LogResource {

    private static final int ROWS_DEFAULT = 500;

    private final Callers callers;
    private final Logs logs;
    private final Jobs jobs;
    private final AppendLoad load;
    private final LogsConfig config;

    LogResource(Callers callers, Logs logs, Jobs jobs, AppendLoad load, LogsConfig config) {
        this.callers = callers;
        this.logs = logs;
        this.jobs = jobs;
        this.load = load;
        this.config = config;
    }

    @POST
    @Produces(MediaType.APPLICATION_JSON)
    public Answer append(@RestPath JobId id, @Valid @NotNull Body body) {
        Caller.Holder holder = callers.holder(id.value(), body.epoch());
        Logs.Append append = body.append(holder.epoch());
        Logs.Appended appended = load.serve(() -> logs.append(holder.tendril(), id, append));
        return new Answer(appended.nextSeq(), load.flushIntervalMs(), appended.directive());
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Page read(
            @RestPath JobId id,
            @RestQuery @Nullable Long after,
            @RestQuery("after_seq") @Nullable Long afterSeq,
            @RestQuery @Nullable Integer attempt,
            @RestQuery @Nullable StreamType stream,
            @RestQuery @Nullable Integer limit) {
        int rowsMax = PageLimit.of(limit, ROWS_DEFAULT, config.pageRowsMax());
        long from = after == null ? 0 : after;
        List<LogRow> rows =
                logs.read(
                        callers.person(),
                        id,
                        new LogQuestion(from, afterSeq, attempt, stream, rowsMax));
        LogTable.Standing standing = logs.standing(id);
        return new Page(
                rows,
                rows.isEmpty() ? from : rows.getLast().id(),
                standing.state(),
                standing.gapBytes());
    }

    @GET
    @Path("/raw")
    @Produces("text/plain;charset=UTF-8")
    public StreamingOutput raw(@RestPath JobId id, @RestQuery @Nullable StreamType stream) {
        Caller.Person caller = callers.person();
        jobs.get(caller, id);
        return out -> {
            var writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            logs.readAll(caller, id, stream, row -> write(writer, row));
            writer.flush();
        };
    }

    private static void write(BufferedWriter writer, LogRow row) {
        try {
            writer.write(row.logChunk());
        } catch (IOException readerLeft) {
            throw new UncheckedIOException(readerLeft);
        }
    }

    /** Numbered chunks under an epoch; or, as documented for old clients, one chunk alone. */
    @Schema(name = "LogAppend")
    record Body(
            @Nullable Long epoch,
            @Nullable List<@Valid @NotNull Chunk> chunks,
            @Nullable String logChunk,
            @Nullable StreamType streamType) {

        /**
         * @param heldEpoch of the lease that the caller proved; null: whichever is current
         */
        Logs.Append append(@Nullable Long heldEpoch) {
            if (chunks != null && epoch != null && logChunk == null) {
                return new Logs.Append.Numbered(
                        epoch, chunks.stream().map(Chunk::toLogChunk).toList());
            }
            if (chunks == null && logChunk != null && streamType != null) {
                return new Logs.Append.Single(heldEpoch, streamType, logChunk);
            }
            throw ProblemException.invalid(
                    "chunks", "must come with epoch; or log_chunk with stream_type");
        }
    }

    /**
     * A piece of a log.
     *
     * @param gapBytes it stands for so many bytes of output that were left out here, and its text
     *     says so to people; null: for none
     */
    @Schema(name = "LogAppendChunk")
    record Chunk(
            long seq,
            @NotNull StreamType streamType,
            @NotNull String logChunk,
            @Nullable @Min(1) Long gapBytes,
            @Nullable OffsetDateTime emittedAt) {

        LogChunk toLogChunk() {
            return new LogChunk(seq, streamType, logChunk, gapBytes, emittedAt);
        }
    }

    @Schema(name = "LogAppended")
    record Answer(long nextSeq, int flushIntervalMs, Directive directive) {}

    /**
     * A page in order of id.
     *
     * @param nextAfter to be given as {@code after} for the next page
     * @param logState whether the log is known to be whole
     * @param gapBytes how many bytes of the present attempt's output were left out; 0: none
     */
    @Schema(name = "LogPage")
    record Page(List<LogRow> items, long nextAfter, LogState logState, long gapBytes) {
        Page {
            items = List.copyOf(items);
        }
    }
}
