package io.sluice.stomp;

import io.sluice.broker.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A group that only notes what its members say. */
final class HandShare implements Share {
    final List<String> said = new ArrayList<>();
    final Map<Long, Integer> tries = new HashMap<>();

    @Override
    public void acknowledged(long offset) {
        said.add("ack " + offset);
    }

    @Override
    public void rejected(long offset, boolean requeue) {
        said.add((requeue ? "again " : "never ") + offset);
    }

    /** Whether every message was taken from the member already. */
    boolean isTooLate;

    @Override
    public int ref() {
        return 7;
    }

    @Override
    public boolean claim(long offset) {
        return !isTooLate;
    }

    @Override
    public int tries(long offset) {
        return tries.getOrDefault(offset, 1);
    }
}
