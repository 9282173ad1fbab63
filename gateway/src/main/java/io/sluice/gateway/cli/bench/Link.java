package io.sluice.gateway.cli.bench;

import io.netty.channel.ChannelHandlerContext;

/** One connection's side of a protocol: what it says first, and what it makes of each frame. */
interface Link extends FrameCutter.Frames {
    /** Where it stands in its life. */
    Presence presence();

    /** The socket is open. */
    void opened(ChannelHandlerContext socket);

    /** Bytes came; their frames follow. */
    void readBegins(long nowNanos);

    /** All that the socket had to give has been handed over: the moment to answer, in one go. */
    void readEnds();

    /** The socket takes bytes again. */
    void writable();

    /** Says goodbye, and closes. */
    void leave();

    /** The socket is closed, or failed for the given reason. */
    void closed(String why);
}
