package io.sluice.broker;

import io.sluice.lane.Crossing;
import java.util.concurrent.Executor;

/** What protocols are built on. May be called from any thread. */
@Crossing
public interface Broker {
    /**
     * The way in for one event loop; the same object at each call.
     *
     * @param loop runs tasks one after the other on the thread that will use the ingress
     */
    Ingress ingress(Executor loop);

    /** The longest message, in bytes of {@link ParcelBuilder#recordBytes}. */
    int recordBytesMax();

    /**
     * Who publishes without a session, for those who ask whose a message was.
     *
     * @param label what operators call him
     * @return what to give {@link ParcelBuilder#publishedBy}
     */
    int introduce(String label);
}
