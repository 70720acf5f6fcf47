package io.vintner.tendril.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives this agent its identity: the one kept in the data folder ({@code identity.json}, 0600), or
 * a new one in exchange for a registration token, which works once.
 */
public final class Registration {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final TrellisHttp http;
    private final Retry retry;
    private final Path identityFile;
    private final Applicant applicant;

    /**
     * Who wants to register.
     *
     * @param name shown to people
     * @param version of this agent
     * @param labels by which jobs choose it
     * @param tokenFile holds the registration token; null if there is none
     * @param key drawn for this run of the agent: under it a registration whose answer was lost is
     *     answered again
     */
    public record Applicant(
            String name,
            String version,
            Map<String, String> labels,
            @Nullable Path tokenFile,
            String key) {
        public Applicant {
            labels = Map.copyOf(labels);
        }
    }

    public Registration(
            HttpClient client, URI base, Retry retry, Path dataFolder, Applicant applicant) {
        this.http = new TrellisHttp(client, base);
        this.retry = retry;
        this.identityFile = dataFolder.resolve("identity.json");
        this.applicant = applicant;
    }

    /** The kept identity, or a new one; waits for the control plane as long as it is away. */
    public Credentials credentials()
            throws IOException, NotRegisteredException, InterruptedException {
        Optional<Wire.Identity> kept = kept();
        return kept.isPresent() ? credentials(kept.get()) : register(token());
    }

    /**
     * Another identity in place of one that was refused, if the token file holds a token that was
     * not used yet.
     */
    public Credentials renewed() throws IOException, NotRegisteredException, InterruptedException {
        String token = token();
        Optional<Wire.Identity> kept = kept();
        if (kept.isPresent() && sha256(token).equals(kept.get().registrationTokenSha256())) {
            throw new NotRegisteredException(
                    "the control plane no longer knows this Tendril, and the registration token"
                            + " was used: make a new one in the dashboard and put it into "
                            + applicant.tokenFile());
        }
        return register(token);
    }

    private Credentials register(String token)
            throws IOException, NotRegisteredException, InterruptedException {
        Wire.Register body =
                new Wire.Register(token, applicant.name(), applicant.version(), applicant.labels());
        try {
            HttpResponse<byte[]> answer =
                    retry.call(
                            "register",
                            () ->
                                    http.send(
                                            http.json("api/tendrils/register", TIMEOUT)
                                                    .header("Idempotency-Key", applicant.key())
                                                    .POST(
                                                            BodyPublishers.ofByteArray(
                                                                    TrellisHttp.write(body)))
                                                    .build()));
            Wire.Registered registered = http.read(answer, Wire.Registered.class);
            Wire.Identity identity =
                    new Wire.Identity(registered.id(), registered.token(), sha256(token));
            Credentials credentials = credentials(identity);
            keep(identity);
            return credentials;
        } catch (RefusedException refused) {
            throw new NotRegisteredException(
                    "the control plane refused the registration (%s): make a new registration token"
                                    .formatted(refused.code())
                            + " in the dashboard and put it into "
                            + applicant.tokenFile());
        } catch (UnansweredException unreadable) {
            throw new IOException("the answer to the registration cannot be read", unreadable);
        }
    }

    private String token() throws IOException, NotRegisteredException {
        if (applicant.tokenFile() == null) {
            throw new NotRegisteredException(
                    "this Tendril has no identity yet: set vintner.tendril.registration.token-file"
                            + " to a file with a registration token");
        }
        if (!Files.isReadable(applicant.tokenFile())) {
            throw new NotRegisteredException(
                    "the registration token cannot be read: " + applicant.tokenFile());
        }
        return Files.readString(applicant.tokenFile()).strip();
    }

    private Optional<Wire.Identity> kept() throws IOException {
        if (!Files.exists(identityFile)) {
            return Optional.empty();
        }
        return Optional.of(
                Wire.JSON.readValue(Files.readAllBytes(identityFile), Wire.Identity.class));
    }

    private void keep(Wire.Identity identity) throws IOException {
        Path fresh = identityFile.resolveSibling("identity.json.new");
        Files.deleteIfExists(fresh);
        Files.createFile(
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(fresh, TrellisHttp.write(identity));
        Files.move(fresh, identityFile, ATOMIC_MOVE, REPLACE_EXISTING);
    }

    private static Credentials credentials(Wire.Identity identity) throws IOException {
        try {
            return new Credentials(
                    new TendrilId(WireReader.required(identity.id(), "id")),
                    new Secret(WireReader.required(identity.token(), "token")));
        } catch (IllegalArgumentException incomplete) {
            throw new IOException("expected an id and a token", incomplete);
        }
    }

    private static String sha256(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
