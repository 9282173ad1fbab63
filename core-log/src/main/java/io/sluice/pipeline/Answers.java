package io.sluice.pipeline;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The receipts of one batch for one event loop: one task, however many they are. */
final class Answers implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final List<Due> dues;

    private Answers(List<Due> dues) {
        this.dues = dues;
    }

    @Override
    public void run() {
        for (Due due : dues) {
            try {
                due.give();
            } catch (RuntimeException mistake) {
                LOG.error("A receipt was not taken well; the others are given", mistake);
            }
        }
    }

    /** Where the flush lane gathers them. */
    @OwnedBy(Lane.FLUSH)
    static final class Gathering {
        private final LoopIngress ingress;
        private List<Due> dues = new ArrayList<>();

        Gathering(LoopIngress ingress) {
            this.ingress = ingress;
        }

        boolean isEmpty() {
            return dues.isEmpty();
        }

        void add(Due due) {
            dues.add(due);
        }

        void send() {
            Answers answers = new Answers(dues);
            dues = new ArrayList<>();
            ingress.tell(answers);
        }
    }
}
