package io.sluice.gateway.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A protocol that says everything again, and remembers who came. */
final class Echo implements Protocol, WebProtocol.Opening {
    final List<String> accepted = new CopyOnWriteArrayList<>();

    @Override
    public void accept(Channel channel, String listener, String transport) {
        accept(channel, listener, transport, "-");
    }

    @Override
    public void accept(Channel channel, String listener, String transport, String subprotocol) {
        accepted.add(listener + " " + transport + " " + subprotocol + " " + Remote.of(channel));
        channel.pipeline()
                .addLast(
                        new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext ctx, Object read) {
                                var unused = ctx.writeAndFlush(read);
                            }
                        });
    }
}
