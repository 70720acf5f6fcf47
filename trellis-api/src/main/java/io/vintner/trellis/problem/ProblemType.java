package io.vintner.trellis.problem;

import java.util.Locale;

/** The closed catalogue of problems; {@code docs/errors.md} says who can fix each. */
public enum ProblemType {
    MALFORMED_REQUEST(400, "The request cannot be read"),
    DIGEST_MISMATCH(400, "The body is not what its digest says"),
    TOKEN_MISSING(401, "A token is needed"),
    TOKEN_INVALID(401, "The token is not valid"),
    TOKEN_EXPIRED(401, "The token has expired"),
    WORKER_TOKEN_INVALID(401, "The Tendril's credentials are not valid"),
    REGISTRATION_TOKEN_INVALID(401, "The registration token is not valid"),
    ROLE_NOT_PERMITTED(403, "The token's role may not do this"),
    TOKEN_SCOPE_MISSING(403, "The API token is not good for this"),
    WORKER_NOT_YOURS(403, "The Tendril belongs to the platform"),
    HOST_NOT_ALLOWED(403, "The local profile serves this machine only"),
    NOT_FOUND(404, "There is no such thing for this caller"),
    METHOD_NOT_ALLOWED(405, "The path does not know this method"),
    NOT_ACCEPTABLE(406, "No representation is acceptable"),
    NAME_TAKEN(409, "The name is taken"),
    VINE_BUSY(409, "Terraform is changing the vine"),
    VINE_NEEDS_RECONCILE(409, "What is real must be looked at first"),
    VINE_NOT_DEPLOYED(409, "There is nothing to destroy"),
    ILLEGAL_TRANSITION(409, "The present state does not allow this"),
    LEASE_LOST(409, "The lease is not the caller's"),
    LOG_GAP(409, "A log chunk is missing before this one"),
    LOG_CONFLICT(409, "Another log chunk has this number"),
    LOG_SEALED(409, "The log has been closed"),
    PLAN_EXISTS(409, "Another plan of this job is stored"),
    PLAN_NOT_AVAILABLE(409, "There is no such plan to apply"),
    PLAN_USED(409, "The plan is applied once"),
    PLAN_EXPIRED(409, "The plan is too old"),
    PLAN_STALE(409, "What the plan was made from has changed"),
    PLAN_ALTERED(409, "The stored plan is not what was reviewed"),
    STATE_SERIAL_STALE(409, "The state is not newer than the stored one"),
    STATE_LINEAGE_CHANGED(409, "The state is of another lineage"),
    STATE_READ_ONLY(409, "The job may not write the state"),
    STATE_NOT_LOCKED(409, "The caller does not hold the state's lock"),
    WORKER_NOT_OFFLINE(409, "The Tendril is not offline"),
    TOKEN_USED(410, "The registration token has been used"),
    VERSION_MISMATCH(412, "The row has changed in the meantime"),
    LOG_CHUNK_TOO_LARGE(413, "The log chunk is too large"),
    BODY_TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body's type is not supported"),
    INVALID_FIELD(422, "A field is not valid"),
    SECRET_TOO_SHORT(422, "The secret is too short to be masked"),
    JOB_TYPE_NOT_SUPPORTED(422, "The job type is not supported"),
    MODULE_SOURCE_NOT_SUPPORTED(422, "The module source is not supported"),
    MODULE_URL_REFUSED(422, "The module's address is refused"),
    MODULE_PATH_REFUSED(422, "A module file's path is refused"),
    MODULE_BUNDLE_REFUSED(422, "The bundle is refused"),
    MODULE_TOO_LARGE(422, "The module is too large"),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for another request"),
    STATE_LOCKED(423, "The state is locked"),
    INTERNAL(500, "The service failed"),
    DATABASE_UNAVAILABLE(503, "The database is not available");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The stable name that clients switch on, for instance {@code lease-lost}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The HTTP status that it is answered with. */
    public int status() {
        return status;
    }

    /** One English sentence, the same for every occurrence. */
    public String title() {
        return title;
    }
}
