package io.sluice.gateway.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sluice.gateway.cli.client.Login;
import java.util.Arrays;

/**
 * STOMP 1.2 as load speaks it. QoS 1 means: a receipt for each SEND, and each read acknowledged by
 * one cumulative ACK. There is no QoS 2.
 *
 * @param login who we say we are
 * @param prefix what destinations begin with
 * @param separator what parts the levels of a topic there
 */
record StompDialect(Login login, String prefix, char separator) implements Dialect {
    private static final String MQTT_GROUP = "$share/";

    @Override
    public Link publisher(Guest guest, Publisher publisher, Faults faults) {
        return new StompLink(this, guest, new StompPublishing(publisher), faults);
    }

    @Override
    public Link receiver(Guest guest, String filter, int qos, Receiver receiver, Faults faults) {
        StompReceiving role = new StompReceiving(this, filter, qos, receiver);
        return new StompLink(this, guest, role, faults);
    }

    @Override
    public Link visitor(Guest guest, FilterShare filters, Faults faults) {
        return new StompLink(this, guest, StompLink.Role.NONE, faults);
    }

    @Override
    public Sheet.Form form(String topic, boolean numbered, int qos, byte[] payload) {
        String name = numbered ? topic + "0".repeat(Sheet.Form.TOPIC_DIGITS) : topic;
        String destination = "SEND\ndestination:" + destination(name);
        String receipt = qos == 0 ? "" : "\nreceipt:" + "0".repeat(Sheet.Form.RECEIPT_DIGITS);
        String length = "\ncontent-length:" + payload.length;
        byte[] head = (destination + length + receipt + "\n\n").getBytes(UTF_8);

        byte[] bytes = Arrays.copyOf(head, head.length + payload.length + 1);
        System.arraycopy(payload, 0, bytes, head.length, payload.length);
        int digitsAt = destination.getBytes(UTF_8).length - Sheet.Form.TOPIC_DIGITS;
        int receiptAt = head.length - 2 - Sheet.Form.RECEIPT_DIGITS;
        return new Sheet.Form(
                bytes, head.length, -1, numbered ? digitsAt : -1, qos > 0 ? receiptAt : -1);
    }

    String connect() {
        StringBuilder frame =
                new StringBuilder("CONNECT\naccept-version:1.2\nhost:/\nheart-beat:0,0\n");
        if (login.hasUser()) {
            frame.append("login:").append(login.user()).append('\n');
        }
        if (login.hasPassword()) {
            frame.append("passcode:").append(login.password()).append('\n');
        }
        return frame.append("\n\0").toString();
    }

    String subscribe(String filter, int qos) {
        return "SUBSCRIBE\nid:0\nreceipt:subscribed\ndestination:%s\nack:%s\n\n\0"
                .formatted(destination(filter), qos == 0 ? "auto" : "client");
    }

    static String disconnect() {
        return "DISCONNECT\n\n\0";
    }

    static ByteBuf bytes(ByteBufAllocator allocator, String frame) {
        byte[] utf8 = frame.getBytes(UTF_8);
        return allocator.directBuffer(utf8.length).writeBytes(utf8);
    }

    // Groups are Sluice's own destinations; other brokers have none.
    private String destination(String topic) {
        if (topic.startsWith(MQTT_GROUP)) {
            return "/shared/" + topic.substring(MQTT_GROUP.length());
        }
        return prefix + topic.replace('/', separator);
    }
}
