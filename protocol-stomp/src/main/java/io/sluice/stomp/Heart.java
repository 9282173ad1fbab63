package io.sluice.stomp;

import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Ticker;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.time.Duration;

/** Rings for one connection when it must say something, and when nothing was heard for too long. */
@OwnedBy(Lane.EVENT_LOOP)
final class Heart {
    /** Whose heart it is. */
    interface Body {
        /** Sends a heart-beat, if the socket takes it. */
        void beat();

        /** Whether it is not listening just now, so that silence says nothing. */
        boolean isDeaf();

        /**
         * Nothing was heard for too long.
         *
         * @param broken whether that breaks what was agreed; if not, it is only too long for us
         */
        void silent(boolean broken);
    }

    private final Body body;
    private final Ticker ticker;
    private final Alarm beatAlarm;
    private final Alarm deathAlarm;
    private Pulse pulse;

    /** One that waits for nothing until it begins. */
    Heart(Body body, EventExecutor loop) {
        this.body = body;
        ticker =
                loop instanceof AbstractScheduledEventExecutor timed
                        ? timed.ticker()
                        : Ticker.systemTicker();
        pulse = new Pulse(HeartBeat.NONE, Duration.ZERO, ticker.nanoTime());
        beatAlarm = new Alarm(loop, this::beat);
        deathAlarm = new Alarm(loop, this::lookForLife);
    }

    /** From now on this is held to. */
    void begin(HeartBeat agreed, Duration idleTimeout) {
        long now = ticker.nanoTime();
        pulse = new Pulse(agreed, idleTimeout, now);
        beatAlarm.set(pulse.untilBeat(now));
        deathAlarm.set(pulse.untilDeath(now));
    }

    void heard() {
        pulse.heard(ticker.nanoTime());
    }

    void said() {
        pulse.said(ticker.nanoTime());
    }

    void stop() {
        beatAlarm.cancel();
        deathAlarm.cancel();
    }

    private void beat() {
        long now = ticker.nanoTime();
        if (pulse.untilBeat(now) <= 0) {
            body.beat();
            pulse.said(now);
        }
        beatAlarm.set(pulse.untilBeat(now));
    }

    private void lookForLife() {
        long now = ticker.nanoTime();
        if (body.isDeaf()) {
            pulse.heard(now);
        }
        if (pulse.untilDeath(now) > 0) {
            deathAlarm.set(pulse.untilDeath(now));
        } else {
            body.silent(pulse.expectsBeats());
        }
    }
}
