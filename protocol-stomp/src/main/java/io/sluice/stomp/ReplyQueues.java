package io.sluice.stomp;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The queues of one connection for replies: what it calls {@code /temp-queue/x} is for all others a
 * topic {@code $reply/<opaque>}, whose name nobody can guess. Who was told it may write to it; only
 * this connection reads it. They end with the connection.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class ReplyQueues {
    /** What the broker's names of all such queues begin with. */
    static final String ROOT = "$reply/";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int OPAQUE_BYTES = 16;

    private final int countMax;
    private final Map<String, String> topics = new HashMap<>();

    ReplyQueues(int countMax) {
        this.countMax = countMax;
    }

    /** Whether it can be one of somebody's, and is no name that was made up. */
    static boolean isOne(String topic) {
        if (topic.length() != ROOT.length() + 2 * OPAQUE_BYTES || !topic.startsWith(ROOT)) {
            return false;
        }
        for (int i = ROOT.length(); i < topic.length(); i++) {
            if (!HexFormat.isHexDigit(topic.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * The topic behind a destination {@code /temp-queue/x} of this connection, made at its first
     * use.
     *
     * @param header where it stands, for the complaint: {@code SEND: destination}
     */
    String topicOf(String header, String destination) {
        String topic = topics.get(destination);
        if (topic != null) {
            return topic;
        }
        if (topics.size() >= countMax) {
            throw StompViolation.refused(
                    "too many temporary queues",
                    header
                            + " would be more than "
                            + countMax
                            + " temporary queues of one connection.");
        }
        byte[] opaque = new byte[OPAQUE_BYTES];
        RANDOM.nextBytes(opaque);
        String made = ROOT + HexFormat.of().formatHex(opaque);
        topics.put(destination, made);
        return made;
    }
}
