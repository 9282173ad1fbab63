package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/** Why a session ends, and the ERROR that says so to the client, if it does not end by its wish. */
@OwnedBy(Lane.EVENT_LOOP)
final class LastWords {
    private static final int FRAME_BYTES = 256;
    private static final String VERSIONS = "1.0,1.1,1.2";
    private static final StompError NONE = new StompError(CloseReason.DISCONNECT, "", "");

    private StompError error = NONE;

    /** The client is told this; a later call is about an earlier frame, and replaces it. */
    void become(StompError said) {
        error = said;
    }

    CloseReason reason() {
        return error.reason();
    }

    /**
     * Sends the ERROR, if there is one; a client that is not let in learns which versions we speak.
     */
    void say(Client client, StompOutbound out) {
        if (error.message().isEmpty()) {
            return;
        }
        ByteBuf frame = out.buffer(FRAME_BYTES);
        String versions = client.equals(Client.NONE) ? VERSIONS : "";
        ServerFrames.error(frame, client.version(), error, versions);
        out.send(frame, true);
    }
}
