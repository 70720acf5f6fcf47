package io.vintner.trellis.vines;

/** What a mutating job does to its vine. */
public enum VineChange {
    /** Terraform applies the configuration. */
    DEPLOY(VineStatus.PROVISIONING, VineStatus.ACTIVE),
    /** Terraform destroys what it made. */
    DESTROY(VineStatus.DESTROYING, VineStatus.DESTROYED);

    private final VineStatus during;
    private final VineStatus done;

    VineChange(VineStatus during, VineStatus done) {
        this.during = during;
        this.done = done;
    }

    VineStatus during() {
        return during;
    }

    VineStatus done() {
        return done;
    }
}
