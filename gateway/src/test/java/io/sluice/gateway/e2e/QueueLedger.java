package io.sluice.gateway.e2e;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The books of a queue that many drain: which jobs the gateway has taken, who was given them, and
 * which it has said are done. Any thread may write.
 */
final class QueueLedger {
    private final Set<String> taken = new HashSet<>();
    private final Set<String> sent = new HashSet<>();
    private final Set<String> worked = new HashSet<>();
    private final Map<String, String> receipts = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int deliveries;

    synchronized void sent(String job) {
        sent.add(job);
    }

    /** The gateway has said that it has the job. */
    synchronized void taken(String job) {
        taken.add(job);
    }

    synchronized int takenCount() {
        return taken.size();
    }

    /** A worker was given the job; nobody may be once somebody has the receipt for it. */
    synchronized void given(String job, String worker) {
        deliveries++;
        String before = receipts.get(job);
        if (before != null) {
            wrong.add(job + " came to " + worker + ", but " + before + " has the receipt for it");
        }
        if (!sent.contains(job)) {
            wrong.add(job + " came to " + worker + ", but nobody has sent it");
        }
    }

    /** A worker has done the job and said so; whether the gateway has heard is not known. */
    synchronized void worked(String job) {
        worked.add(job);
    }

    /** The gateway has said that the job is done with. */
    synchronized void receipt(String job, String worker) {
        String before = receipts.put(job, worker);
        if (before != null) {
            wrong.add(job + " was done by " + before + " and by " + worker);
        }
    }

    synchronized int receiptCount() {
        return receipts.size();
    }

    synchronized int deliveryCount() {
        return deliveries;
    }

    /** What should not have happened. */
    synchronized List<String> wrong() {
        return new ArrayList<>(wrong);
    }

    /**
     * Jobs that the gateway has taken and nobody has done.
     *
     * @param results jobs of which a result was found in the queue of results
     */
    synchronized Set<String> lost(Set<String> results) {
        Set<String> lost = new HashSet<>(taken);
        lost.removeAll(worked);
        lost.removeAll(results);
        return lost;
    }

    /** Jobs whose COMMIT had a receipt and that have no result. */
    synchronized Set<String> withoutResult(Set<String> results, String workers) {
        Set<String> missing = new HashSet<>();
        receipts.forEach(
                (job, worker) -> {
                    if (worker.startsWith(workers) && !results.contains(job)) {
                        missing.add(job);
                    }
                });
        return missing;
    }
}
