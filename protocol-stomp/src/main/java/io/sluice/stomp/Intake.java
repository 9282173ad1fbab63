package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What was read of one socket and is not frames yet. It is decoded as far as the session takes
 * frames; the rest is kept as it came.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Intake {
    private final StompSession session;
    private final BooleanSupplier isPaused;
    private final StompFrameDecoder decoder;
    private ByteBuf undecoded = Unpooled.EMPTY_BUFFER;
    private boolean decoding;

    Intake(StompSession session, FrameLimits limits, BooleanSupplier isPaused) {
        this.session = session;
        this.isPaused = isPaused;
        decoder = new StompFrameDecoder(limits);
    }

    /** The client is let in: its headers are read by this version's rules from now on. */
    void loggedIn(StompVersion version) {
        decoder.loggedIn(version);
    }

    /** Takes bytes over, behind those that are here. */
    void add(ByteBufAllocator allocator, ByteBuf in) {
        undecoded =
                undecoded.isReadable()
                        ? ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, undecoded, in)
                        : in;
    }

    /** Gives the session what frames there are, as long as it takes them. */
    void decode() {
        if (decoding) {
            return;
        }
        decoding = true;
        try {
            boolean more = session.hasRoom();
            while (more && session.isOpen() && !isPaused.getAsBoolean()) {
                Optional<ClientFrame> frame = decoder.decode(undecoded);
                frame.ifPresent(session::onFrame);
                more = frame.isPresent();
            }
        } catch (StompViolation violation) {
            session.fail(violation.error().about(decoder.receiptSoFar()));
        } finally {
            decoding = false;
        }
        if (!undecoded.isReadable() || !session.isOpen()) {
            drop();
        }
    }

    /** Lets go of all that is here. */
    void drop() {
        if (!decoding) {
            undecoded.release();
            undecoded = Unpooled.EMPTY_BUFFER;
        }
    }
}
