package io.sluice.subscription;

import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Where;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The subscriptions of one session: about 60 bytes each and the filter. A filter is kept as one
 * byte of options (as MQTT 5 has them in SUBSCRIBE, 3.8.3.1) and its text. Few are searched one by
 * one, many through an index.
 */
final class SubscriptionSet implements IntSlots.Owner {
    private static final int NONE = -1;
    private static final int INDEXED_FROM = 12;

    /** Option: it reads the log from a place of its own. */
    private static final int READING = 0x40;

    private static final int[] NO_IDENTIFIERS = {};
    private static final byte[][] NO_FILTERS = {};
    private static final long[] NO_OFFSETS = {};

    private byte[][] filters = NO_FILTERS;
    private long[] effectiveFrom = NO_OFFSETS;
    private int[] identifiers = NO_IDENTIFIERS;
    private IntSlots index;
    private int count;

    static int options(Subscription wish) {
        return wish.qos()
                | (wish.noLocal() ? 0x04 : 0)
                | (wish.retainAsPublished() ? 0x08 : 0)
                | wish.retainHandling() << 4
                | (wish.where().isOrdinary() ? 0 : READING);
    }

    int count() {
        return count;
    }

    /** Whether it is one that reads the log from a place of its own. */
    boolean isReading() {
        return count == 1 && isReading(options(0));
    }

    static boolean isReading(int options) {
        return (options & READING) != 0;
    }

    boolean contains(byte[] filter) {
        return find(filter, 0, filter.length) != NONE;
    }

    /**
     * Adds a subscription, or gives the one with this filter other terms: it then reads on from
     * where it was.
     *
     * @param from where a new one begins: the {@link Beginning}
     * @return whether it is a new one
     */
    boolean put(byte[] utf8, int at, int length, int options, int identifier, long from) {
        byte[] filter = new byte[1 + length];
        filter[0] = (byte) options;
        System.arraycopy(utf8, at, filter, 1, length);
        int before = count;
        int i = find(utf8, at, length);
        if (i == NONE) {
            i = takePlace(from);
            filters[i] = filter;
            addToIndex(i);
        } else {
            filters[i] = filter;
        }
        setIdentifier(i, identifier);
        return count > before;
    }

    void remove(byte[] utf8, int at, int length) {
        int i = find(utf8, at, length);
        if (i == NONE) {
            return;
        }
        int last = --count;
        if (index != null) {
            index.remove(i, hashOf(i));
            if (last != i) {
                index.remove(last, hashOf(last));
            }
        }
        filters[i] = filters[last];
        effectiveFrom[i] = effectiveFrom[last];
        setIdentifier(i, identifier(last));
        setIdentifier(last, 0);
        filters[last] = null;
        if (index != null && last != i) {
            index.add(i, hashOf(i));
        }
    }

    Subscription subscription(int i) {
        int options = options(i);
        return new Subscription(
                filter(i),
                options & 0x03,
                (options & 0x04) != 0,
                (options & 0x08) != 0,
                options >> 4 & 0x03,
                identifier(i),
                isReading(options) ? Beginning.where(effectiveFrom[i]) : Where.NEXT);
    }

    List<Subscription> toList() {
        List<Subscription> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(subscription(i));
        }
        return list;
    }

    FilterSet toFilterSet() {
        return FilterSet.of(toList(), Arrays.copyOf(effectiveFrom, count));
    }

    /** Without those to groups and queues, which read the log themselves. */
    FilterSet toOwnFilterSet() {
        List<Subscription> own = new ArrayList<>(count);
        long[] from = new long[count];
        for (int i = 0; i < count; i++) {
            Subscription subscription = subscription(i);
            if (!subscription.filter().isGroup()) {
                from[own.size()] = effectiveFrom[i];
                own.add(subscription);
            }
        }
        return FilterSet.of(own, Arrays.copyOf(from, own.size()));
    }

    TopicFilter filter(int i) {
        return new TopicFilter(
                new String(filters[i], 1, filters[i].length - 1, StandardCharsets.UTF_8));
    }

    long effectiveFrom(int i) {
        return effectiveFrom[i];
    }

    /** All take what is stored from this offset on, those that were to begin later too. */
    void beginAt(long offset) {
        for (int i = 0; i < count; i++) {
            boolean isSought = Beginning.isOpen(effectiveFrom[i]);
            effectiveFrom[i] = isSought ? offset : Math.min(effectiveFrom[i], offset);
        }
    }

    void write(StateWriter to) {
        to.i32(count);
        for (int i = 0; i < count; i++) {
            byte[] filter = filters[i];
            to.i64(effectiveFrom[i]).i32(identifier(i)).u8(filter[0]);
            to.u16(filter.length - 1).raw(filter, 1, filter.length - 1);
        }
    }

    void read(StateReader from) {
        for (int left = from.count(15); left > 0; left--) {
            long offset = from.i64();
            int identifier = from.i32();
            int options = from.u8();
            int length = from.u16();
            int at = from.step(length);
            put(from.bytes(), at, length, options, identifier, offset);
        }
    }

    @Override
    public int hashOf(int i) {
        return Hash.of(filters[i], 1, filters[i].length - 1);
    }

    private int find(byte[] utf8, int at, int length) {
        if (index != null) {
            return findInIndex(utf8, at, length);
        }
        for (int i = 0; i < count; i++) {
            if (isAt(i, utf8, at, length)) {
                return i;
            }
        }
        return NONE;
    }

    private int findInIndex(byte[] utf8, int at, int length) {
        int place = index.first(Hash.of(utf8, at, length));
        while (index.at(place) != IntSlots.FREE) {
            if (isAt(index.at(place), utf8, at, length)) {
                return index.at(place);
            }
            place = index.next(place);
        }
        return NONE;
    }

    private boolean isAt(int i, byte[] utf8, int at, int length) {
        byte[] filter = filters[i];
        return filter.length == 1 + length
                && Arrays.equals(filter, 1, filter.length, utf8, at, at + length);
    }

    private int takePlace(long from) {
        if (count == filters.length) {
            int length = count + Math.max(2, count >> 2);
            filters = Arrays.copyOf(filters, length);
            effectiveFrom = Arrays.copyOf(effectiveFrom, length);
        }
        effectiveFrom[count] = from;
        return count++;
    }

    private void addToIndex(int i) {
        if (index != null) {
            index.add(i, hashOf(i));
        } else if (count == INDEXED_FROM) {
            index = new IntSlots(this);
            for (int each = 0; each < count; each++) {
                index.add(each, hashOf(each));
            }
        }
    }

    private int options(int i) {
        return filters[i][0] & 0xFF;
    }

    private int identifier(int i) {
        return i < identifiers.length ? identifiers[i] : 0;
    }

    private void setIdentifier(int i, int identifier) {
        if (identifier != 0 && i >= identifiers.length) {
            identifiers = Arrays.copyOf(identifiers, filters.length);
        }
        if (i < identifiers.length) {
            identifiers[i] = identifier;
        }
    }
}
