package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.stomp.DefaultStompHeaders;
import io.netty.handler.codec.stomp.StompCommand;
import io.netty.handler.codec.stomp.StompHeaders;

/**
 * A frame that a client sent.
 *
 * @param headers in their order, repeats kept; the first of a name is the one that counts
 * @param content the body, borrowed: good until the decoder is asked for the next frame
 */
record ClientFrame(StompCommand command, StompHeaders headers, ByteBuf content) {
    /** Where no frame is. */
    static final ClientFrame NONE =
            new ClientFrame(StompCommand.UNKNOWN, new DefaultStompHeaders(), Unpooled.EMPTY_BUFFER);

    /** The same with a body of its own, for as long as anybody wants it. */
    ClientFrame kept() {
        return new ClientFrame(command, headers, Unpooled.copiedBuffer(content));
    }

    /** The first header of this name; empty if there is none, or nothing in it. */
    String header(String name) {
        String value = headers.getAsString(name);
        return value == null ? "" : value;
    }

    /** The first header of this name, which this command must have. */
    String required(String name) {
        String value = header(name);
        if (value.isEmpty()) {
            throw StompViolation.of("missing header", command + " wants a header " + name + ".");
        }
        return value;
    }

    /** Whether the header says {@code true}; what is neither that nor {@code false} is refused. */
    boolean isTrue(String name) {
        String value = header(name);
        if (value.isEmpty() || value.equalsIgnoreCase("false")) {
            return false;
        }
        if (!value.equalsIgnoreCase("true")) {
            throw StompViolation.of(
                    "bad " + name, name + " of " + command + " is neither true nor false.");
        }
        return true;
    }
}
