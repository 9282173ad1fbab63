package io.sluice.gateway.cli.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sluice.gateway.cli.client.CommandFault;

/** The end of a pipeline: brings what the socket says to its {@link Link}. */
final class LinkHandler extends ChannelInboundHandlerAdapter {
    private final Link link;
    private final FrameCutter cutter;

    LinkHandler(Link link) {
        this.link = link;
        cutter = new FrameCutter(link);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        link.opened(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
        ByteBuf bytes = (ByteBuf) read;
        try {
            link.readBegins(System.nanoTime());
            cutter.feed(bytes);
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        link.readEnds();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        link.writable();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        link.closed("the broker closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        link.closed(cause instanceof CommandFault ? cause.getMessage() : cause.toString());
        var unused = ctx.close();
    }
}
