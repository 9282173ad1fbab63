package io.sluice.pipeline;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.ArrayList;
import java.util.List;

/** What one batch brings to the feeds of one event loop: one task, however many they are. */
final class HandOver implements Runnable {
    private final List<Bundle> bundles;

    private HandOver(List<Bundle> bundles) {
        this.bundles = bundles;
    }

    @Override
    public void run() {
        for (Bundle bundle : bundles) {
            try {
                bundle.deliver();
            } catch (RuntimeException mistake) {
                bundle.feed().failed(mistake); // ours, in one session: the others get theirs
            }
        }
    }

    /** Where the log lane gathers the outboxes that have something. */
    @OwnedBy(Lane.LOG)
    static final class Gathering {
        private final LoopIngress ingress;
        private final List<Outbox> touched = new ArrayList<>();

        Gathering(LoopIngress ingress) {
            this.ingress = ingress;
        }

        /** Notes an outbox that has something; the first of a batch notes the loop too. */
        void add(Outbox outbox, Router router) {
            if (touched.isEmpty()) {
                router.touch(ingress);
            }
            touched.add(outbox);
        }

        void send() {
            List<Bundle> bundles = new ArrayList<>(touched.size());
            for (Outbox outbox : touched) {
                bundles.add(outbox.takeBundle());
            }
            touched.clear();
            ingress.tell(new HandOver(bundles));
        }
    }
}
