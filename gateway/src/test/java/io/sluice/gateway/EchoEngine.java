package io.sluice.gateway;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sluice.gateway.listen.Protocol;
import io.sluice.gateway.listen.WebProtocol;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** An engine whose protocols say everything again, and that writes down what happens to it. */
final class EchoEngine implements Engine {
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<Channel> channels = new CopyOnWriteArrayList<>();
    final Surroundings surroundings;

    EchoEngine(Surroundings surroundings) {
        this.surroundings = surroundings;
        events.add("opened");
    }

    @Override
    public Protocol mqtt() {
        return (channel, listener, transport) -> echo(channel);
    }

    @Override
    public Protocol stomp() {
        return (channel, listener, transport) -> echo(channel);
    }

    @Override
    public WebProtocol.Opening stompFrames() {
        return (channel, listener, transport, subprotocol) -> echo(channel);
    }

    @Override
    public CompletionStage<Void> drain() {
        events.add("drained");
        return CompletableFuture.allOf(
                channels.stream()
                        .map(
                                channel -> {
                                    CompletableFuture<Void> closed = new CompletableFuture<>();
                                    channel.close().addListener(done -> closed.complete(null));
                                    return closed;
                                })
                        .toArray(CompletableFuture[]::new));
    }

    @Override
    public void close() {
        events.add("closed");
    }

    private void echo(Channel channel) {
        channels.add(channel);
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
