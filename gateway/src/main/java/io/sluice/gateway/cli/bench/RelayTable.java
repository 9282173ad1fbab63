package io.sluice.gateway.cli.bench;

import io.netty.channel.ChannelHandlerContext;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.ArrayList;
import java.util.List;

/** Who has subscribed to what at the {@link NullRelay}. */
@OwnedBy(Lane.EVENT_LOOP)
final class RelayTable {
    private final List<Wish> wishes = new ArrayList<>();

    private record Wish(String filter, ChannelHandlerContext socket) {
        boolean matches(String topic) {
            return filter.endsWith("#")
                    ? topic.startsWith(filter.substring(0, filter.length() - 1))
                    : filter.equals(topic);
        }
    }

    void add(String filter, ChannelHandlerContext socket) {
        wishes.add(new Wish(filter, socket));
    }

    void remove(ChannelHandlerContext socket) {
        wishes.removeIf(wish -> wish.socket() == socket);
    }

    List<ChannelHandlerContext> matching(String topic) {
        return wishes.stream().filter(wish -> wish.matches(topic)).map(Wish::socket).toList();
    }
}
