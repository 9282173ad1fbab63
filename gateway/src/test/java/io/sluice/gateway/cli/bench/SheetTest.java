package io.sluice.gateway.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.sluice.gateway.cli.client.Login;
import io.sluice.gateway.cli.client.MqttVersion;
import org.junit.jupiter.api.Test;

/** The bytes that publishers send. */
final class SheetTest {
    private static final Pace CLOSED = new Pace(0, 0);
    private static final int RUN = 0x0a0b0c0d;

    private final byte[] payload = Stamp.payload(26, RUN, 5);

    @Test
    void aSheetHoldsOnePacketAMessage() {
        MqttDialect dialect = new MqttDialect(MqttVersion.MQTTV311, Login.ANONYMOUS);
        Sheet sheet = new Sheet(dialect.form("t", false, 0, payload), 4096, 1);

        String sent = hex(sheet, 2, 7);

        String head = "30" + "1d" + "000174" + "0a0b0c0d" + "00000005";
        assertThat(sent)
                .isEqualTo(
                        head
                                + "0000000000000007"
                                + "0000000000000063"
                                + "797a"
                                + head
                                + "0000000000000008"
                                + "0000000000000063"
                                + "797a");
    }

    @Test
    void versionFiveAndQosOneAndNumberedTopicsStandWhereTheyShould() {
        MqttDialect dialect = new MqttDialect(MqttVersion.MQTTV5, Login.ANONYMOUS);
        Sheet sheet = new Sheet(dialect.form("t/", true, 1, payload), 4096, 10);

        String sent = hex(sheet, 1, 65_535 + 12);

        assertThat(sent)
                .isEqualTo(
                        "32" // PUBLISH, QoS 1
                                + "28" // 40 bytes
                                + "0009"
                                + "742f"
                                + "30303030303037" // t/0000007
                                + "000d" // packet identifier
                                + "00" // no properties
                                + "0a0b0c0d"
                                + "00000005"
                                + "000000000001000b" // stamp
                                + "0000000000000063"
                                + "797a");
    }

    private static String hex(Sheet sheet, int messages, long first) {
        ByteBuf batch = sheet.fill(UnpooledByteBufAllocator.DEFAULT, messages, first, CLOSED, 0x63);
        String hex = ByteBufUtil.hexDump(batch);
        batch.release();
        sheet.release();
        return hex;
    }
}
