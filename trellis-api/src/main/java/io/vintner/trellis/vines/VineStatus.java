package io.vintner.trellis.vines;

/** Where a vine stands. Only mutating jobs move it. */
public enum VineStatus {
    DRAFT,
    PROVISIONING,
    ACTIVE,
    FAILED,
    DESTROYING,
    DESTROYED;

    /** Whether Terraform may have made something that can be destroyed, or is making it. */
    public boolean hasResources() {
        return switch (this) {
            case DRAFT, DESTROYED -> false;
            case PROVISIONING, ACTIVE, FAILED, DESTROYING -> true;
        };
    }
}
