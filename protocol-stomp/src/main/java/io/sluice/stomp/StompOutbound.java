package io.sluice.stomp;

import io.netty.buffer.ByteBuf;

/** The session's side of the socket. */
interface StompOutbound {
    /** A buffer to write frames into, for {@link #send}. */
    ByteBuf buffer(int bytes);

    /** Whether the client has taken enough of what was sent. */
    boolean isWritable();

    /** Bytes that may be sent until it is not. */
    long bytesUntilUnwritable();

    /** Whether each frame must be handed to {@link #send} by itself. */
    boolean wantsFramesApart();

    /**
     * Sends whole frames; they leave with the next {@link #flush}.
     *
     * @param text whether all of it is valid UTF-8; matters only if frames are wanted apart
     */
    void send(ByteBuf frames, boolean text);

    void flush();

    /** Reads no further until {@link #resume} for the same reason. */
    void pause(Pause why);

    void resume(Pause why);

    /** The client is let in: its frames are read by this version's rules, its heart watched. */
    void loggedIn(StompVersion version, HeartBeat heartBeat);

    /**
     * The client may stay so long, then it has to log in again.
     *
     * @param nanos {@link Pulse#NEVER}: for ever
     */
    void endAfter(long nanos);

    /** The session answers nothing more; what is owed may still go out, but not for ever. */
    void closing();

    /** Everything is sent: ends the connection once it is flushed. */
    void close(CloseReason reason);

    /** Why a socket is not read. */
    enum Pause {
        /** Somebody finds out who the client is. */
        LOGIN,
        /** A subscription must be made before what follows is published. */
        SUBSCRIBING,
        /** The ring is full. */
        NO_ROOM,
        /** The client wants more receipts than it takes. */
        RECEIPTS
    }
}
