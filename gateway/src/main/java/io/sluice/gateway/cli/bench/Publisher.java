package io.sluice.gateway.cli.bench;

import io.netty.channel.ChannelHandlerContext;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One publisher: sends as much as its windows, its pace and its socket allow, in batches. The
 * windows are the acknowledgements it waits for (QoS 1 and 2) and its {@link Lead}.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Publisher {
    private static final long TICK_NANOS_MIN = 20_000;
    private static final Pace NOT_STARTED = new Pace(Long.MAX_VALUE, 1);

    private final LoadLoop loop;
    private final Sheet sheet;
    private final boolean acknowledged;
    private final Lead lead;
    private final AtomicBoolean woken = new AtomicBoolean();
    private int window;
    private long[] sentNanos = {};
    private Pace pace = NOT_STARTED;
    private ChannelHandlerContext socket;
    private long end = Long.MAX_VALUE;
    private long sent;
    private long acked;

    /**
     * @param load window, lead and quality of service
     * @param receivers how many receive each message
     */
    Publisher(LoadLoop loop, Sheet sheet, Load load, int receivers) {
        this.loop = loop;
        this.sheet = sheet;
        acknowledged = load.qos() > 0;
        window = load.window();
        lead = new Lead(load.lead(), receivers, this::wake);
    }

    Lead lead() {
        return lead;
    }

    LoadLoop loop() {
        return loop;
    }

    /**
     * The broker has let us in.
     *
     * @param receiveMaximum how many unacknowledged ones it takes
     */
    void connected(ChannelHandlerContext socket, int receiveMaximum) {
        this.socket = socket;
        if (acknowledged) {
            window = Math.min(window, receiveMaximum);
            sentNanos = new long[Integer.highestOneBit(window) * 2];
        }
    }

    /** Sends until {@code messages} are sent, or {@link #stop()}. */
    void start(Pace pace, long messages) {
        this.pace = pace;
        end = sent + messages;
        pump();
        if (pace.isOpen()) {
            tick();
        }
    }

    void stop() {
        end = Math.min(end, sent);
    }

    long sent() {
        return sent;
    }

    /** Sent all it was to send, and all of it is acknowledged. */
    boolean isDone() {
        return sent >= end && (!acknowledged || acked == sent);
    }

    /** The oldest {@code messages} are acknowledged. */
    void acked(int messages, long nowNanos) {
        int from = 0;
        while (from < messages) {
            long moment = momentOf(acked + from);
            int same = 1;
            while (from + same < messages && momentOf(acked + from + same) == moment) {
                same++;
            }
            loop.acked(same, Math.max(0, nowNanos - moment));
            from += same;
        }
        acked += messages;
        pump();
    }

    /** Called by the lead, on whichever event loop a receiver runs. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            if (loop.eventLoop().inEventLoop()) {
                loop.wakeLater(this);
            } else {
                loop.eventLoop().execute(this::pumpWoken);
            }
        }
    }

    void pumpWoken() {
        woken.set(false);
        pump();
    }

    void pump() {
        long now = System.nanoTime();
        long credit = creditAt(now);
        if (credit <= 0 || !socket.channel().isWritable()) {
            return;
        }
        while (credit > 0 && socket.channel().isWritable()) {
            int messages = (int) Math.min(credit, sheet.count());
            remember(messages, now);
            var unused =
                    socket.write(
                            sheet.fill(socket.alloc(), messages, sent, pace, now),
                            socket.channel().voidPromise());
            sent += messages;
            credit -= messages;
            loop.published(messages);
        }
        socket.flush();
    }

    void release() {
        sheet.release();
    }

    private long creditAt(long now) {
        long until = Math.min(Math.min(end, lead.limit()), pace.due(now));
        return acknowledged ? Math.min(until, acked + window) - sent : until - sent;
    }

    private void remember(int messages, long now) {
        for (int i = 0; acknowledged && i < messages; i++) {
            sentNanos[(int) (sent + i) & sentNanos.length - 1] =
                    pace.isOpen() ? pace.momentOf(sent + i) : now;
        }
    }

    private long momentOf(long sequence) {
        return sentNanos[(int) sequence & sentNanos.length - 1];
    }

    private void tick() {
        if (sent >= end) {
            return;
        }
        long wait = Math.max(TICK_NANOS_MIN, pace.momentOf(sent) - System.nanoTime());
        var unused =
                loop.eventLoop()
                        .schedule(
                                () -> {
                                    pump();
                                    tick();
                                },
                                wait,
                                TimeUnit.NANOSECONDS);
    }
}
