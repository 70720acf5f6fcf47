package io.vintner.gateway;

/** Where the gateway runs. */
public enum Profile {
    /** On one person's machine: published secrets are fine, other machines are kept out. */
    LOCAL,
    /** Anywhere else. */
    PRODUCTION
}
