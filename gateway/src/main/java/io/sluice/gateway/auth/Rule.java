package io.sluice.gateway.auth;

import io.sluice.auth.Action;

/** One line of an ACL file. */
record Rule(Right right, Levels levels) {
    boolean denies() {
        return right == Right.DENY;
    }

    boolean gives(Action action) {
        return right.gives(action);
    }
}
