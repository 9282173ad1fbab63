package io.sluice.stomp;

import io.sluice.broker.MessageProperties;
import io.sluice.broker.MessageView;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.stomp.selector.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The headers of a message as a selector sees them: its user properties by their own names, and
 * what our own headers say of it.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class MessageFields implements Headers {
    private final MessageView message;
    private final Destination destination;

    /**
     * @param message set to the message in question before each look
     */
    MessageFields(MessageView message, Destination destination) {
        this.message = message;
        this.destination = destination;
    }

    @Override
    public Optional<String> find(String name) {
        return switch (name) {
            case HeaderName.DESTINATION -> Optional.of(destination.write(message.topic()));
            case HeaderName.CONTENT_TYPE -> property(MessageProperties.CONTENT_TYPE);
            case HeaderName.CORRELATION_ID -> property(MessageProperties.CORRELATION_DATA);
            case HeaderName.TIMESTAMP -> Optional.of(String.valueOf(message.storeTimeMs()));
            case HeaderName.PERSISTENT ->
                    message.qos() > 0 ? Optional.of("true") : Optional.empty();
            default -> userProperty(name.getBytes(StandardCharsets.UTF_8));
        };
    }

    private Optional<String> property(int kind) {
        byte[] block = message.bytes();
        int end = message.propertiesAt() + message.propertiesBytes();
        for (int at = message.propertiesAt(); at < end; at = MessageProperties.next(block, at)) {
            if (block[at] == kind) {
                return Optional.of(value(block, at + 1));
            }
        }
        return Optional.empty();
    }

    private Optional<String> userProperty(byte[] name) {
        byte[] block = message.bytes();
        int end = message.propertiesAt() + message.propertiesBytes();
        for (int at = message.propertiesAt(); at < end; at = MessageProperties.next(block, at)) {
            if (block[at] == MessageProperties.USER_PROPERTY) {
                int from = at + 3;
                int length = MessageProperties.valueBytes(block, at + 1);
                if (Arrays.equals(block, from, from + length, name, 0, name.length)) {
                    return Optional.of(value(block, from + length));
                }
            }
        }
        return Optional.empty();
    }

    private static String value(byte[] block, int at) {
        int length = MessageProperties.valueBytes(block, at);
        return new String(block, at + 2, length, StandardCharsets.UTF_8);
    }
}
