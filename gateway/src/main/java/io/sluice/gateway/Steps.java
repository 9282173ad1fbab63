package io.sluice.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the gateway has opened, in order. A step that fails closes those before it; closing goes
 * backwards, and one that cannot be closed does not keep the others open. One thread at a time.
 */
final class Steps implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    private final Deque<Step> open = new ArrayDeque<>();
    private final List<Took> took = new ArrayList<>();

    /** Makes something that has to be closed. */
    interface Opening<T> {
        T open() throws Exception;
    }

    /** Closes it. */
    interface Closing<T> {
        void close(T opened) throws Exception;
    }

    /** How long a step took to open. */
    record Took(String step, Duration time) {}

    private record Step(String name, Closing<Object> closing, Object opened) {}

    <T extends AutoCloseable> T open(String name, Opening<T> opening) throws StartFaultException {
        return open(name, opening, AutoCloseable::close);
    }

    @SuppressWarnings("unchecked") // the closing is for what the opening made
    <T> T open(String name, Opening<T> opening, Closing<T> closing) throws StartFaultException {
        long startNanos = System.nanoTime();
        try {
            T opened = opening.open();
            open.push(new Step(name, (Closing<Object>) closing, opened));
            took.add(new Took(name, Duration.ofNanos(System.nanoTime() - startNanos)));
            return opened;
        } catch (Exception fault) {
            close();
            throw new StartFaultException(name, fault);
        }
    }

    List<Took> took() {
        return List.copyOf(took);
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            Step step = open.pop();
            try {
                step.closing.close(step.opened);
            } catch (Exception fault) {
                LOG.error("Closing failed: {}", step.name, fault);
            }
        }
    }
}
