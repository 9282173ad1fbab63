package io.sluice.gateway.listen;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A protocol over WebSockets.
 *
 * @param subprotocols the names that clients may offer, best first
 * @param opening what happens once the WebSocket is open
 */
public record WebProtocol(List<String> subprotocols, Opening opening) {
    /** Takes a connection over whose pipeline ends with WebSocket frames. */
    public interface Opening {
        /**
         * @param subprotocol one of the names; empty if the client offered none
         */
        void accept(Channel channel, String listener, String transport, String subprotocol);
    }

    /**
     * A protocol that takes bytes, in binary frames however cut. Other frames end the connection.
     */
    public static WebProtocol ofBytes(List<String> subprotocols, Protocol protocol) {
        return new WebProtocol(
                subprotocols,
                (channel, listener, transport, subprotocol) -> {
                    channel.pipeline().addLast(new BinaryFrames());
                    protocol.accept(channel, listener, transport);
                });
    }

    /** A protocol that takes the frames themselves, text in them checked for valid UTF-8. */
    public static WebProtocol ofFrames(List<String> subprotocols, Opening opening) {
        return new WebProtocol(
                subprotocols,
                (channel, listener, transport, subprotocol) -> {
                    channel.pipeline().addLast(new Utf8FrameValidator());
                    opening.accept(channel, listener, transport, subprotocol);
                });
    }

    /**
     * The best name of those that the client offers. Where it offers none, none is spoken of.
     *
     * @param offered the header's value; empty without one
     * @return empty if it offers only names that we do not know
     */
    Optional<String> choose(String offered) {
        if (offered.isBlank()) {
            return Optional.of("");
        }
        List<String> names = Arrays.asList(offered.trim().split("\\s*,\\s*"));
        return subprotocols.stream().filter(names::contains).findFirst();
    }
}
