package io.sluice.gateway.auth;

import io.sluice.auth.Action;
import java.util.Locale;
import java.util.Optional;

/** What one line of an ACL file gives, or takes. */
enum Right {
    READ,
    WRITE,
    READWRITE,
    REPLAY,
    DENY;

    /** The right of this name, in the file's spelling. */
    static Optional<Right> named(String word) {
        for (Right right : values()) {
            if (right.name().toLowerCase(Locale.ROOT).equals(word)) {
                return Optional.of(right);
            }
        }
        return Optional.empty();
    }

    boolean gives(Action action) {
        return switch (action) {
            case PUBLISH -> this == WRITE || this == READWRITE;
            case SUBSCRIBE -> this == READ || this == READWRITE;
            case REPLAY -> this == REPLAY;
        };
    }
}
