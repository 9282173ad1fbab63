package io.sluice.gateway.cli.bench;

import io.netty.channel.ChannelHandlerContext;
import io.sluice.gateway.cli.client.CommandFault;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** A connection that subscribes to many filters, one packet behind the other. */
@OwnedBy(Lane.EVENT_LOOP)
final class MqttCollecting implements MqttLink.Role {
    private static final int FILTERS_A_PACKET = 500;
    private static final int FIRST_ERROR = 0x80;

    private final MqttDialect dialect;
    private final FilterShare filters;
    private int asked;
    private ChannelHandlerContext socket;
    private Runnable ready;

    MqttCollecting(MqttDialect dialect, FilterShare filters) {
        this.dialect = dialect;
        this.filters = filters;
    }

    @Override
    public void connected(ChannelHandlerContext socket, int receiveMaximum, Runnable ready) {
        this.socket = socket;
        this.ready = ready;
        ask();
    }

    @Override
    public void packet(int first, ByteBuffer bytes, int at, int end) {
        if (MqttFrames.typeOf(first) == MqttFrames.SUBACK) {
            int code = bytes.get(end - 1) & 0xff;
            if (code >= FIRST_ERROR) {
                throw CommandFault.failed(
                        "the broker refused subscription %,d of %,d (code %d)"
                                .formatted(filters.first() + asked, filters.count(), code));
            }
            ask();
        }
    }

    private void ask() {
        int count = Math.min(FILTERS_A_PACKET, filters.count() - asked);
        if (count == 0) {
            ready.run();
            return;
        }
        List<String> next =
                IntStream.range(asked, asked + count).mapToObj(filters::filter).toList();
        asked += count;
        var unused =
                socket.writeAndFlush(dialect.direct(socket.alloc(), dialect.subscribe(next, 0)));
    }
}
