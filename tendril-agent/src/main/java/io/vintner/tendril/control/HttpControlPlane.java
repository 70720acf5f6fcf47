package io.vintner.tendril.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The control plane over HTTP or HTTPS.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, the form of refusals</a>
 */
public final class HttpControlPlane implements ControlPlane {

    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofSeconds(60);

    /** How much later than asked the answer to a waiting claim may come. */
    private static final Duration CLAIM_MARGIN = Duration.ofSeconds(10);

    /** The kinds of {@link ModuleSource} that this agent knows, by their names on the wire. */
    private static final List<String> MODULE_SOURCES =
            List.of("files", "git", "registry", "bundle");

    /** What the control plane calls a log that it has proven to be whole. */
    private static final String SEALED = "SEALED";

    private final TrellisHttp http;
    private final Supplier<Credentials> credentials;

    /**
     * The control plane at an address.
     *
     * @param credentials asked for every request, since they may be renewed
     */
    public HttpControlPlane(HttpClient client, URI base, Supplier<Credentials> credentials) {
        this.http = new TrellisHttp(client, base);
        this.credentials = credentials;
    }

    @Override
    public HeartbeatAnswer beat(Heartbeat heartbeat)
            throws ControlPlaneException, InterruptedException {
        List<Wire.BeatJob> jobs =
                heartbeat.jobs().stream()
                        .map(job -> new Wire.BeatJob(job.job().value(), job.epoch()))
                        .toList();
        Wire.Beat beat =
                new Wire.Beat(
                        heartbeat.status().name(),
                        heartbeat.version(),
                        heartbeat.labels(),
                        jobs,
                        MODULE_SOURCES);
        HttpResponse<byte[]> answer = post("api/workers/heartbeat", SHORT, beat);
        return understand(() ->
                WireReader.heartbeatAnswer(
                        http.read(answer, Wire.BeatAnswer.class), heartbeat.jobs()));
    }

    @Override
    public Directive beat(LeaseRef job) throws ControlPlaneException, InterruptedException {
        HttpResponse<byte[]> answer =
                post(job, "/heartbeat", SHORT, new Wire.BeatOfJob(job.epoch()));
        return WireReader.directive(http.read(answer, Wire.Pulse.class).directive());
    }

    @Override
    public Optional<Lease> claim(ClaimRequest request)
            throws ControlPlaneException, InterruptedException {
        Wire.Claim claim = new Wire.Claim(request.waitMax().toSeconds(), true, MODULE_SOURCES);
        HttpRequest.Builder post =
                http.json("api/jobs/claim", request.waitMax().plus(CLAIM_MARGIN))
                        .header("Idempotency-Key", request.idempotencyKey())
                        .POST(BodyPublishers.ofByteArray(TrellisHttp.write(claim)));
        HttpResponse<byte[]> answer = http.send(signed(post));
        if (answer.statusCode() == 204) {
            return Optional.empty();
        }
        return Optional.of(
                understand(() -> WireReader.lease(http.read(answer, Wire.Claimed.class))));
    }

    @Override
    public void report(LeaseRef job, JobReport report)
            throws ControlPlaneException, InterruptedException {
        Wire.Status status =
                new Wire.Status(
                        report.status().name(),
                        job.epoch(),
                        report.errorMessage(),
                        report.code() == null ? null : report.code().name(),
                        report.executionMetadata());
        HttpRequest.Builder put =
                http.json("api/jobs/" + job.job() + "/status", LONG)
                        .PUT(BodyPublishers.ofByteArray(TrellisHttp.write(status)));
        http.send(signed(put, job));
    }

    @Override
    public AppendAnswer append(LeaseRef job, List<LogLine> lines)
            throws ControlPlaneException, InterruptedException {
        List<Wire.Chunk> chunks =
                lines.stream()
                        .map(line ->
                                new Wire.Chunk(
                                        line.seq(),
                                        line.stream(),
                                        line.text(),
                                        line.gapBytes() == 0 ? null : line.gapBytes(),
                                        line.emittedAt().toString()))
                        .toList();
        HttpResponse<byte[]> answer =
                post(job, "/logs", LONG, new Wire.Append(job.epoch(), chunks));
        return understand(() -> WireReader.appendAnswer(http.read(answer, Wire.Appended.class)));
    }

    @Override
    public boolean seal(LeaseRef job, LogSeal seal)
            throws ControlPlaneException, InterruptedException {
        HttpResponse<byte[]> answer =
                post(
                        job,
                        "/logs/seal",
                        LONG,
                        new Wire.Seal(job.epoch(), seal.lastSeq(), seal.bytes(), seal.sha256()));
        return SEALED.equals(http.read(answer, Wire.Sealed.class).logState());
    }

    @Override
    public Optional<PulledState> pullState(LeaseRef job, VineId vine)
            throws ControlPlaneException, InterruptedException {
        HttpResponse<byte[]> answer =
                http.send(signed(http.request(statePath(job, vine, ""), LONG), job));
        return answer.statusCode() == 204
                ? Optional.empty()
                : Optional.of(new PulledState(stateVersion(answer), answer.body()));
    }

    private static long stateVersion(HttpResponse<byte[]> answer) throws UnansweredException {
        OptionalLong version;
        try {
            version = answer.headers().firstValueAsLong("X-State-Version");
        } catch (NumberFormatException malformed) {
            throw new UnansweredException("a state whose version is no number", malformed);
        }
        return version.orElseThrow(() -> new UnansweredException("a state without its version"));
    }

    @Override
    public void pushState(LeaseRef job, VineId vine, byte[] state)
            throws ControlPlaneException, InterruptedException {
        http.send(
                signed(
                        http.json(statePath(job, vine, ""), LONG)
                                .POST(BodyPublishers.ofByteArray(state)),
                        job));
    }

    @Override
    public void pushOrphan(LeaseRef job, VineId vine, byte[] state)
            throws ControlPlaneException, InterruptedException {
        http.send(
                signed(
                        http.json(statePath(job, vine, "/orphans"), LONG)
                                .POST(BodyPublishers.ofByteArray(state)),
                        job));
    }

    private static String statePath(LeaseRef job, VineId vine, String more) {
        return "api/state/%s%s?job_id=%s&epoch=%d".formatted(vine, more, job.job(), job.epoch());
    }

    @Override
    public void storePlan(LeaseRef job, PlanOrigin from, byte[] artefact)
            throws ControlPlaneException, InterruptedException {
        String module = from.moduleVersion();
        String origin =
                "&state_version=%d%s"
                        .formatted(
                                from.stateVersion(),
                                module == null
                                        ? ""
                                        : "&module_version=" + URLEncoder.encode(module, UTF_8));
        http.send(
                signed(
                        http.request(planPath(job) + origin, LONG)
                                .header("Content-Type", "application/zip")
                                .header(ContentDigest.HEADER, ContentDigest.of(artefact))
                                .PUT(BodyPublishers.ofByteArray(artefact)),
                        job));
    }

    @Override
    public byte[] fetchPlan(LeaseRef job) throws ControlPlaneException, InterruptedException {
        return fetch(planPath(job), job);
    }

    @Override
    public byte[] fetchBundle(LeaseRef job) throws ControlPlaneException, InterruptedException {
        return fetch("api/jobs/%s/module-bundle?epoch=%d".formatted(job.job(), job.epoch()), job);
    }

    private byte[] fetch(String path, LeaseRef job)
            throws ControlPlaneException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(signed(http.request(path, LONG), job));
        String told = answer.headers().firstValue(ContentDigest.HEADER).orElse("");
        if (!told.equals(ContentDigest.of(answer.body()))) {
            throw new RefusedException(answer.statusCode(), RefusedException.DIGEST_MISMATCH, null);
        }
        return answer.body();
    }

    private static String planPath(LeaseRef job) {
        return "api/jobs/%s/plan-artifact?epoch=%d".formatted(job.job(), job.epoch());
    }

    private HttpResponse<byte[]> post(String path, Duration timeout, Object body)
            throws ControlPlaneException, InterruptedException {
        return http.send(
                signed(
                        http.json(path, timeout)
                                .POST(BodyPublishers.ofByteArray(TrellisHttp.write(body)))));
    }

    private HttpResponse<byte[]> post(LeaseRef job, String path, Duration timeout, Object body)
            throws ControlPlaneException, InterruptedException {
        return http.send(
                signed(
                        http.json("api/jobs/" + job.job() + path, timeout)
                                .POST(BodyPublishers.ofByteArray(TrellisHttp.write(body))),
                        job));
    }

    private HttpRequest signed(HttpRequest.Builder request, LeaseRef job) {
        Secret token = job.token();
        return signed(token == null ? request : request.header("X-Job-Token", token.reveal()));
    }

    private HttpRequest signed(HttpRequest.Builder request) {
        Credentials worker = credentials.get();
        return request.header("X-Worker-ID", worker.id().value())
                .header("X-Worker-Token", worker.token().reveal())
                .build();
    }

    /** Reads an answer. */
    @FunctionalInterface
    private interface Reading<A> {
        A read() throws UnansweredException;
    }

    private static <A> A understand(Reading<A> reading) throws UnansweredException {
        try {
            return reading.read();
        } catch (IllegalArgumentException incomplete) {
            throw new UnansweredException("an answer that lacks what it must have", incomplete);
        }
    }
}
