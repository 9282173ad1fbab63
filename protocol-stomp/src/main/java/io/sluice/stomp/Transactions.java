package io.sluice.stomp;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.HashMap;
import java.util.Map;

/** The open transactions of one connection, and the bounds of all of them together. */
@OwnedBy(Lane.EVENT_LOOP)
final class Transactions {
    private final TransactionLimits limits;
    private final Map<String, Transaction> open = new HashMap<>();
    private int bytes;

    Transactions(TransactionLimits limits) {
        this.limits = limits;
    }

    void begin(ClientFrame frame) {
        String name = frame.required(HeaderName.TRANSACTION);
        if (open.size() >= limits.openMax()) {
            throw StompViolation.refused(
                    "too many transactions",
                    "BEGIN would be more than " + limits.openMax() + " open transactions.");
        }
        if (open.putIfAbsent(name, new Transaction()) != null) {
            throw StompViolation.of(
                    "duplicate transaction", "BEGIN names a transaction that is open already.");
        }
    }

    /** The open transaction that the frame names. */
    Transaction of(ClientFrame frame) {
        Transaction found = open.get(frame.required(HeaderName.TRANSACTION));
        if (found == null) {
            throw unknown(frame);
        }
        return found;
    }

    /** Takes the transaction that COMMIT or ABORT names out. */
    Transaction close(ClientFrame frame) {
        Transaction found = open.remove(frame.required(HeaderName.TRANSACTION));
        if (found == null) {
            throw unknown(frame);
        }
        bytes -= found.bytes();
        return found;
    }

    /**
     * Lets a frame take part.
     *
     * @param recordBytes what it adds to the log
     */
    void join(Transaction transaction, ClientFrame frame, int recordBytes) {
        String receipt = frame.header(HeaderName.RECEIPT);
        boolean tooMany = transaction.frames() >= limits.framesMax();
        int more = recordBytes + receipt.length();
        if (tooMany || more > limits.bytesMax() - bytes) {
            throw StompViolation.refused(
                    "transaction too long",
                    frame.command()
                            + (tooMany
                                    ? " would be more than " + limits.framesMax() + " frames"
                                    : " would be more than " + limits.bytesMax() + " bytes")
                            + " of a transaction.");
        }
        transaction.joined(receipt, more);
        bytes += more;
    }

    /** Drops what is open. */
    void abort() {
        open.clear();
        bytes = 0;
    }

    private static StompViolation unknown(ClientFrame frame) {
        return StompViolation.of(
                "unknown transaction",
                frame.command() + " names a transaction that was not begun.");
    }
}
