package io.sluice.stomp;

import static io.sluice.stomp.StompConfig.require;

/**
 * How much a transaction may gather before its COMMIT. Keys {@code stomp.transactions.*}.
 *
 * @param openMax transactions that one connection may have begun, 1 to 10,000
 * @param framesMax SEND, ACK and NACK frames of one, 1 to 1,000,000
 * @param bytesMax bytes of all open ones of a connection together, as they will lie in the log, 64
 *     KiB to 64 MiB
 */
public record TransactionLimits(int openMax, int framesMax, int bytesMax) {
    private static final int KIB = 1024;

    public TransactionLimits {
        require(openMax >= 1 && openMax <= 10_000, "transactions.open-max", openMax);
        require(framesMax >= 1 && framesMax <= 1_000_000, "transactions.frames-max", framesMax);
        require(
                bytesMax >= 64 * KIB && bytesMax <= 64 * KIB * KIB,
                "transactions.bytes-max",
                bytesMax);
    }

    /** 100 open, 10,000 frames each, 4 MiB together. */
    public static TransactionLimits defaults() {
        return new TransactionLimits(100, 10_000, 4 * KIB * KIB);
    }
}
