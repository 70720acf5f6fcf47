package io.vintner.local.demo;

import java.util.UUID;

/** The two users of the local profile. */
public enum DemoUser {
    ADA("00000000-0000-4000-8000-00000000000a", "Ada Vine", "ada@vintner.local"),
    BEN("00000000-0000-4000-8000-00000000000b", "Ben Cask", "ben@vintner.local");

    private final UUID id;
    private final String fullName;
    private final String email;

    DemoUser(String id, String fullName, String email) {
        this.id = UUID.fromString(id);
        this.fullName = fullName;
        this.email = email;
    }

    public UUID id() {
        return id;
    }

    public String fullName() {
        return fullName;
    }

    public String email() {
        return email;
    }
}
