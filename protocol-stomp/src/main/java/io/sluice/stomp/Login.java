package io.sluice.stomp;

import io.sluice.auth.Credentials;
import io.sluice.auth.Principal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a CONNECT asks for. */
record Login(StompVersion version, HeartBeat heartBeat, Credentials credentials) {
    static Login read(ClientFrame frame, Door door, HeartBeatRange range) {
        StompVersion version =
                StompVersion.highest(frame.header(HeaderName.ACCEPT_VERSION), door.subprotocol())
                        .orElseThrow(() -> noVersion(frame));
        HeartBeat heartBeat =
                HeartBeat.agree(frame.header(HeaderName.HEART_BEAT), range)
                        .orElseThrow(() -> badHeartBeat(frame));
        return new Login(version, heartBeat, credentials(frame, door));
    }

    /** Who this is, now that he is let in. */
    Client client(Principal principal) {
        String address = String.valueOf(credentials.remote()).replaceFirst("^.*/", "");
        return new Client(principal, credentials.clientId(), address, version);
    }

    private static Credentials credentials(ClientFrame frame, Door door) {
        boolean named = frame.headers().contains(HeaderName.LOGIN);
        boolean proven = frame.headers().contains(HeaderName.PASSCODE);
        byte[] passcode = frame.header(HeaderName.PASSCODE).getBytes(StandardCharsets.UTF_8);
        return new Credentials(
                door.listener(),
                door.remote(),
                frame.header(HeaderName.CLIENT_ID),
                named ? Optional.of(frame.header(HeaderName.LOGIN)) : Optional.empty(),
                proven ? Optional.of(passcode) : Optional.empty(),
                door.chain().get());
    }

    private static StompViolation noVersion(ClientFrame frame) {
        return StompViolation.of(
                "unsupported version",
                frame.command()
                        + " has an accept-version of which this connection speaks none; we speak"
                        + " 1.0, 1.1 and 1.2, over WebSocket that of the sub-protocol.");
    }

    private static StompViolation badHeartBeat(ClientFrame frame) {
        return StompViolation.of(
                "bad heart-beat",
                frame.command() + " has a heart-beat that is not two numbers of milliseconds.");
    }
}
