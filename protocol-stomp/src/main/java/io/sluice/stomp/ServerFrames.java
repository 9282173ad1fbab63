package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.stomp.StompCommand;
import java.nio.charset.StandardCharsets;

/**
 * Writes the frames that a server sends and that are no MESSAGE. All of them are valid UTF-8. What
 * a version has no way to say is left out.
 */
final class ServerFrames {
    private static final byte[] RECEIPT_ID = ascii(StompCommand.RECEIPT + "\nreceipt-id:");

    /**
     * The answer to CONNECT: nothing in it is escaped, in any version.
     *
     * @param server what we are; empty: say nothing
     */
    static void connected(
            ByteBuf out, StompVersion version, String session, String server, HeartBeat heartBeat) {
        text(out, StompCommand.CONNECTED + "\nversion:" + version.text());
        text(out, "\nheart-beat:" + heartBeat.offer());
        text(out, "\nsession:" + session);
        if (!server.isEmpty()) {
            text(out, "\nserver:" + server);
        }
        text(out, "\n\n\0");
    }

    static void receipt(ByteBuf out, StompVersion version, String receiptId) {
        byte[] id = receiptId.getBytes(StandardCharsets.UTF_8);
        out.writeBytes(RECEIPT_ID);
        new HeaderWriter(version).text(out, id, 0, id.length, false);
        text(out, "\n\n\0");
    }

    /**
     * @param versions those that we speak, for a client that accepts none of them; else empty
     */
    static void error(ByteBuf out, StompVersion version, StompError error, String versions) {
        HeaderWriter headers = new HeaderWriter(version);
        byte[] body = (error.sentence() + "\n").getBytes(StandardCharsets.UTF_8);
        text(out, StompCommand.ERROR + "\n");
        if (!versions.isEmpty()) {
            text(out, "version:" + versions + "\n");
        }
        headers.line(out, "message", error.message());
        if (!error.receiptId().isEmpty()) {
            headers.line(out, "receipt-id", error.receiptId());
        }
        text(out, "content-type:text/plain\ncontent-length:" + body.length + "\n\n");
        out.writeBytes(body).writeByte(0);
    }

    private static void text(ByteBuf out, String text) {
        ByteBufUtil.writeUtf8(out, text);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private ServerFrames() {}
}
