package io.sluice.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** A broker with one {@link RecordingIngress} for all loops. */
public final class RecordingBroker implements Broker {
    private final RecordingIngress ingress = new RecordingIngress();
    private final List<String> introduced = new ArrayList<>();
    private int recordBytesMax = 1 << 20;

    @Override
    public RecordingIngress ingress(Executor loop) {
        return ingress;
    }

    public RecordingIngress ingress() {
        return ingress;
    }

    @Override
    public int recordBytesMax() {
        return recordBytesMax;
    }

    @Override
    public int introduce(String label) {
        introduced.add(label);
        return -introduced.size();
    }

    /** Takes no longer messages than this. */
    public void takeAtMost(int recordBytes) {
        recordBytesMax = recordBytes;
    }
}
