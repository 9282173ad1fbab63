package io.sluice.auth;

/** An authorizer's answer. */
public enum Access {
    ALLOWED,
    DENIED,
    /** A filter reaches beyond what may be read: ask again for each topic at delivery. */
    PARTLY
}
