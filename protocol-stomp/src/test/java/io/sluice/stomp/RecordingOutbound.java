package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The session's socket in tests: keeps what was sent, and how many buffers that took. */
final class RecordingOutbound implements StompOutbound {
    final Set<Pause> pauses = EnumSet.noneOf(Pause.class);
    final StringBuilder flushed = new StringBuilder();
    final List<Boolean> textFlags = new ArrayList<>();
    int buffers;
    int flushes;
    long lastsNanos;
    boolean isClosing;
    boolean framesApart;
    long writableBytes = Long.MAX_VALUE;
    Optional<CloseReason> closed = Optional.empty();
    Optional<HeartBeat> heartBeat = Optional.empty();

    private final StringBuilder sent = new StringBuilder();

    /** The frames that were sent since the last call, each without its NUL. */
    List<String> take() {
        List<String> frames = new ArrayList<>(List.of(flushed.toString().split("\0", -1)));
        frames.remove(frames.size() - 1);
        flushed.setLength(0);
        buffers = 0;
        textFlags.clear();
        return frames;
    }

    @Override
    public ByteBuf buffer(int bytes) {
        return Unpooled.buffer(bytes);
    }

    @Override
    public boolean isWritable() {
        return writableBytes > 0;
    }

    @Override
    public long bytesUntilUnwritable() {
        return writableBytes;
    }

    @Override
    public boolean wantsFramesApart() {
        return framesApart;
    }

    @Override
    public void send(ByteBuf frames, boolean text) {
        writableBytes = Math.max(0, writableBytes - frames.readableBytes());
        sent.append(frames.toString(StandardCharsets.UTF_8));
        textFlags.add(text);
        buffers++;
        frames.release();
    }

    @Override
    public void flush() {
        flushed.append(sent);
        sent.setLength(0);
        flushes++;
    }

    @Override
    public void pause(Pause why) {
        pauses.add(why);
    }

    @Override
    public void resume(Pause why) {
        pauses.remove(why);
    }

    @Override
    public void endAfter(long nanos) {
        lastsNanos = nanos;
    }

    @Override
    public void loggedIn(StompVersion version, HeartBeat agreed) {
        heartBeat = Optional.of(agreed);
    }

    @Override
    public void closing() {
        isClosing = true;
    }

    @Override
    public void close(CloseReason reason) {
        closed = Optional.of(reason);
    }
}
