package io.sluice.mqtt;

import io.netty.channel.EventLoop;
import io.sluice.broker.Ingress;
import io.sluice.broker.MessageView;
import io.sluice.broker.ParcelBuilder;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.mqtt.packet.PublishView;
import io.sluice.mqtt.packet.Scratch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What the connections of one event loop share: the way into the broker, the tools that nobody
 * keeps from one packet to the next, and the turn. Whoever has something to do says {@link #soon};
 * when the loop has read its sockets, one turn claims the ring once for all, then lets each
 * connection deliver and write once.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class MqttLoop {
    private final Assembly assembly;
    private final EventLoop executor;
    private final Ingress ingress;
    private final Tally tally;
    private final ParcelBuilder parcel = new ParcelBuilder();
    private final PublishView publish = new PublishView();
    private final MessageView message = new MessageView();
    private final Scratch scratch = new Scratch();
    private final byte[] name = new byte[0xFFFF];

    private final ArrayDeque<MqttConnection> due = new ArrayDeque<>();
    private final List<MqttConnection> withoutRoom = new ArrayList<>();
    private boolean hasTurn;

    MqttLoop(Assembly assembly, EventLoop executor) {
        this.assembly = assembly;
        this.executor = executor;
        this.ingress = assembly.broker().ingress(executor);
        this.tally = new Tally(assembly.traffic());
    }

    Assembly assembly() {
        return assembly;
    }

    Ingress ingress() {
        return ingress;
    }

    Tally tally() {
        return tally;
    }

    /** Empty whenever a connection begins to read. */
    ParcelBuilder parcel() {
        return parcel;
    }

    PublishView publish() {
        return publish;
    }

    MessageView message() {
        return message;
    }

    /** Empty whenever a connection begins to deliver. */
    Scratch scratch() {
        return scratch;
    }

    /** Room for one topic name. */
    byte[] name() {
        return name;
    }

    /** The connection has something for the ring or for its socket: it gets a turn. */
    void soon(MqttConnection connection) {
        if (connection.becomesDue()) {
            due.add(connection);
            if (!hasTurn) {
                hasTurn = true;
                executor.execute(this::turn);
            }
        }
    }

    /** The ring is full: the connection is called when it is not. */
    void awaitRoom(MqttConnection connection) {
        withoutRoom.add(connection);
        if (withoutRoom.size() == 1) {
            ingress.whenRoom(this::resume);
        }
    }

    private void turn() {
        hasTurn = false;
        ingress.flush();
        for (int i = due.size(); i > 0; i--) {
            due.poll().turn();
        }
        ingress.flush();
        tally.tell();
    }

    private void resume() {
        List<MqttConnection> waiting = new ArrayList<>(withoutRoom);
        withoutRoom.clear();
        waiting.forEach(MqttConnection::roomAgain);
    }
}
