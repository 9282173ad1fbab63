package io.sluice.auth;

/** What a client may want to do with a topic. */
public enum Action {
    PUBLISH,
    SUBSCRIBE,
    REPLAY
}
