package io.vintner.trellis.settings;

import java.util.List;
import java.util.UUID;

/** One of the two users of the local profile. Their ids are part of the demo's contract. */
public record LocalUser(UUID id, String email, String name) {

    static final List<LocalUser> ALL =
            List.of(
                    new LocalUser(
                            UUID.fromString("00000000-0000-4000-8000-00000000000a"),
                            "ada@vintner.local",
                            "Ada Vine"),
                    new LocalUser(
                            UUID.fromString("00000000-0000-4000-8000-00000000000b"),
                            "ben@vintner.local",
                            "Ben Cask"));
}
