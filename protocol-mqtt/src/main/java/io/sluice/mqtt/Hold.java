package io.sluice.mqtt;

/** Why a connection is read no further for now. */
enum Hold {
    /** The client has not been let in yet. */
    ARRIVING,
    /** The ring is full. */
    NO_ROOM,
    /** The client does not take its answers. */
    STUFFED
}
