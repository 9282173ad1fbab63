package io.sluice.inspect;

import io.sluice.log.LogReader;
import io.sluice.subscription.FilterSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for the newest messages, from the end back: one stretch of the log after the other, each
 * longer than the last. Belongs to one thread.
 */
public final class NewestSearch implements LogSearch<FoundMessages> {
    private static final long FIRST_WIDTH = 1024;
    private static final long WIDTH_MAX = 1 << 18;
    private static final MessageSearch.Allowance ALL =
            new MessageSearch.Allowance(Integer.MAX_VALUE, Long.MAX_VALUE);

    private final LogReader reader;
    private final FilterSet filters;
    private final MessageSearch.Allowance allowance;
    private final long first;
    private final long end;
    private List<StoredMessage> messages = List.of();
    private long width = FIRST_WIDTH;
    private long from;
    private MessageSearch stretch;

    /**
     * A search that has not begun.
     *
     * @param first not below this offset
     * @param end only below this offset
     */
    public NewestSearch(
            LogReader reader,
            FilterSet filters,
            long first,
            long end,
            MessageSearch.Allowance allowance) {
        this.reader = reader;
        this.filters = filters;
        this.allowance = allowance;
        this.first = first;
        this.end = end;
        from = end;
        goBack();
    }

    private void goBack() {
        long until = from;
        from = Math.max(first, until - width);
        width = Math.min(WIDTH_MAX, 4 * width);
        stretch = new MessageSearch(reader, filters, from, until, ALL);
    }

    @Override
    public boolean step() throws IOException {
        if (!stretch.step()) {
            return false;
        }
        List<StoredMessage> both = new ArrayList<>(stretch.found(true).messages());
        both.addAll(messages);
        messages = newestOf(both);
        if (from <= first || messages.size() < both.size() || isFull()) {
            return true;
        }
        goBack();
        return false;
    }

    private boolean isFull() {
        return messages.size() >= allowance.messages();
    }

    private List<StoredMessage> newestOf(List<StoredMessage> all) {
        int begin = all.size();
        long bytes = 0;
        while (begin > 0
                && all.size() - begin < allowance.messages()
                && bytes < allowance.bytes()) {
            bytes += all.get(--begin).record().length;
        }
        return List.copyOf(all.subList(begin, all.size()));
    }

    @Override
    public FoundMessages found(boolean isComplete) {
        return new FoundMessages(messages, end, isComplete);
    }
}
