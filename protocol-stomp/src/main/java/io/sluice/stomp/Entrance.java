package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.concurrent.ThreadLocalRandom;

/** Lets one client in, or not: from its CONNECT to our CONNECTED. */
@OwnedBy(Lane.EVENT_LOOP)
final class Entrance {
    private static final int FRAME_BYTES = 256;

    private final StompSession session;
    private final Desk desk;

    Entrance(StompSession session) {
        this.session = session;
        desk = session.desk();
    }

    /**
     * Asks who the client is. The answer comes as a task of the loop; nothing is read meanwhile.
     */
    void ask(Login login) {
        session.out().pause(StompOutbound.Pause.LOGIN);
        desk.authenticator()
                .authenticate(login.credentials())
                .thenAccept(verdict -> desk.loop().execute(() -> onVerdict(login, verdict)));
    }

    private void onVerdict(Login login, Verdict verdict) {
        if (session.state() != StompSession.State.AUTHENTICATING) {
            return; // the client has gone meanwhile
        }
        if (verdict instanceof Verdict.Accepted accepted) {
            desk.traffic().auth("accepted");
            letIn(login, accepted.principal());
        } else if (verdict instanceof Verdict.Denied) {
            desk.traffic().auth("denied");
            refuse("login refused", "CONNECT has a login and passcode that are not accepted.");
        } else {
            desk.traffic().auth("unavailable");
            refuse("login not possible", "CONNECT cannot be decided now; try again later.");
        }
    }

    private void refuse(String message, String sentence) {
        session.fail(new StompError(CloseReason.LOGIN, message, sentence));
    }

    private void letIn(Login login, Principal principal) {
        StompOutbound out = session.out();
        session.loggedIn(login.client(principal));
        out.loggedIn(login.version(), login.heartBeat());
        out.endAfter(principal.pass().nanosLeft(desk.clock().instant()));
        ByteBuf frame = out.buffer(FRAME_BYTES);
        String id = Long.toHexString(ThreadLocalRandom.current().nextLong());
        ServerFrames.connected(frame, login.version(), id, serverName(), login.heartBeat());
        out.send(frame, true);
        out.flush();
        out.resume(StompOutbound.Pause.LOGIN);
    }

    private String serverName() {
        if (!desk.config().serverHeader()) {
            return "";
        }
        String version = Entrance.class.getPackage().getImplementationVersion();
        return version == null ? "Sluice" : "Sluice/" + version;
    }
}
